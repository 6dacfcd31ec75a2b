import { Component } from 'preact';
import { useMemo } from 'preact/hooks';
import type { EntryView } from '../../control/wire';
import { filtered, type EntryFilter } from '../entries';
import type { Model } from '../model';
import { durationOf, exactTimeOf, gistOf, troubleIn } from '../words';
import { Detail } from './entry-detail';
import { Icon, IconButton } from './icons';
import { change, current, setSettings, useStore } from './store';

function setFilter(changes: Partial<EntryFilter>): void {
  setSettings({ filter: { ...current().settings.filter, ...changes } });
}

function withoutMessage({ search, webhooks, calls, troubles }: EntryFilter): EntryFilter {
  return { search, webhooks, calls, troubles };
}

function Pill({ entry }: { readonly entry: EntryView }) {
  const { isPending, status, outcome, kind } = entry;
  const isTrouble = troubleIn(entry) !== undefined;
  const word = isPending
    ? kind === 'event'
      ? 'waits'
      : '…'
    : kind === 'event'
      ? (outcome ?? '')
      : status === undefined || status === 0
        ? 'none'
        : status;
  return <span class={`pill ${isPending ? 'pending' : isTrouble ? 'bad' : 'good'}`}>{word}</span>;
}

/** A line of the timeline. Drawn again only when the entry has changed. */
class Line extends Component<{ readonly entry: EntryView }> {
  override shouldComponentUpdate({ entry }: { readonly entry: EntryView }): boolean {
    return entry !== this.props.entry;
  }

  override render() {
    const { entry } = this.props;
    const { id, kind, name, at, attempt = 1, durationMs, fault } = entry;
    const [icon, direction] =
      kind === 'webhook'
        ? (['out', 'Webhook'] as const)
        : kind === 'api'
          ? (['in', 'API call'] as const)
          : (['event', 'Event'] as const);
    return (
      <li>
        <button type="button" class={`line ${kind}`} data-entry={id} onClick={() => change({ entry: id })}>
          <span class="line-icon" role="img" aria-label={direction}>
            <Icon name={icon} />
          </span>
          <span class="line-words">
            <span class="line-top">
              <span class="line-name">{name}</span>
              {kind === 'webhook' && attempt > 1 && <span class="chip">{`attempt ${attempt}`}</span>}
              {fault !== undefined && <span class="chip fault">{fault}</span>}
              <span class="line-end">
                {durationMs !== undefined && <span class="line-duration">{durationOf(durationMs)}</span>}
                <Pill entry={entry} />
              </span>
            </span>
            <span class="line-bottom">
              <time class="line-time">{exactTimeOf(at)}</time>
              <span class="line-excerpt">{gistOf(entry)}</span>
            </span>
          </span>
        </button>
      </li>
    );
  }
}

function Toggle(props: {
  readonly label: string;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}) {
  const { label, isOn, set } = props;
  return (
    <button type="button" class="toggle" aria-pressed={isOn} onClick={() => set(!isOn)}>
      {label}
    </button>
  );
}

/** Every webhook request and every API call, newest first, and one of them in full. */
export function Timeline({ model }: { readonly model: Model }) {
  const filter = useStore((state) => state.settings.filter);
  const entryId = useStore((state) => state.entry);
  const lines = useMemo(() => filtered(model.timeline.values(), filter), [model.timeline, filter]);
  const entry = entryId === undefined ? undefined : model.timeline.get(entryId);
  if (entry !== undefined) return <Detail key={entry.id} entry={entry} />;
  return (
    <div class="timeline">
      <div class="timeline-filter">
        <label class="search">
          <Icon name="search" />
          <span class="visually-hidden">Search the timeline</span>
          <input
            type="search"
            placeholder="Search the timeline"
            value={filter.search}
            onInput={(event) => setFilter({ search: event.currentTarget.value })}
          />
        </label>
        <div class="toggles" role="group" aria-label="What is shown">
          <Toggle label="Webhooks" isOn={filter.webhooks} set={(webhooks) => setFilter({ webhooks })} />
          <Toggle label="API calls" isOn={filter.calls} set={(calls) => setFilter({ calls })} />
          <Toggle label="Troubles only" isOn={filter.troubles} set={(troubles) => setFilter({ troubles })} />
        </div>
        {filter.messageId !== undefined && (
          <p class="only">
            Only what belongs to one message
            <IconButton
              icon="close"
              label="Show everything"
              onClick={() => setSettings({ filter: withoutMessage(filter) })}
            />
          </p>
        )}
      </div>
      <ol class="lines" aria-label="Timeline, newest first">
        {lines.map((line) => (
          <Line key={line.id} entry={line} />
        ))}
      </ol>
      {lines.length === 0 && (
        <p class="empty">
          Nothing here yet. What the gateway and the bot say to each other is shown as it happens.
        </p>
      )}
    </div>
  );
}
