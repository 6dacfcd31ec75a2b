import type { Model } from '../model';
import { PANELS, type Panel } from '../settings';
import { Acks } from './acks';
import { Assumptions } from './assumptions';
import { Faults } from './faults';
import { IconButton } from './icons';
import { Setup } from './setup';
import { change, setSettings, useStore } from './store';
import { Timeline } from './timeline';

const LABELS: Readonly<Record<Panel, string>> = {
  timeline: 'Timeline',
  faults: 'Faults',
  acks: 'Acks',
  assumptions: 'Assumptions',
  setup: 'Setup',
};

const BODIES = { timeline: Timeline, faults: Faults, acks: Acks, assumptions: Assumptions, setup: Setup };

function moveTab(event: KeyboardEvent, panel: Panel): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const next = PANELS[(PANELS.indexOf(panel) + step + PANELS.length) % PANELS.length] ?? 'timeline';
  setSettings({ panel: next });
  document.getElementById(`tab-${next}`)?.focus();
}

/** What is beside the chat: the timeline, and what can be changed. */
export function Inspector({ model }: { readonly model: Model }) {
  const panel = useStore((state) => state.settings.panel);
  const Body = BODIES[panel];
  return (
    <aside class="inspector" aria-label="Inspector">
      <div class="bar tabs-bar">
        <IconButton
          icon="back"
          label="Back to the chat"
          class="narrow-only"
          onClick={() => change({ view: 'chat' })}
        />
        <div class="tabs" role="tablist" aria-label="Inspector" onKeyDown={(event) => moveTab(event, panel)}>
          {PANELS.map((name) => (
            <button
              key={name}
              id={`tab-${name}`}
              type="button"
              role="tab"
              aria-selected={name === panel}
              aria-controls="panel"
              tabIndex={name === panel ? 0 : -1}
              onClick={() => setSettings({ panel: name })}
            >
              {LABELS[name]}
              {name === 'faults' && model.faults.length > 0 && (
                <span class="badge">{model.faults.length}</span>
              )}
            </button>
          ))}
        </div>
      </div>
      <div id="panel" class="panel" role="tabpanel" aria-labelledby={`tab-${panel}`} tabIndex={-1}>
        <Body model={model} />
      </div>
    </aside>
  );
}
