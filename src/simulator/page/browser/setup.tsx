import { useEffect, useState } from 'preact/hooks';
import type { Model } from '../model';
import { exactTimeOf } from '../words';
import { copy } from './bubble-menu';
import { act } from './control';
import { IconButton } from './icons';
import { setSettings, useStore } from './store';

function Value({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div class="value">
      <span class="value-label">{label}</span>
      <code>{value}</code>
      <IconButton icon="copy" label={`Copy ${label}`} onClick={() => void copy(value, label)} />
    </div>
  );
}

/** The lines of a bot's `.env` that point it here. The token is the end of the webhook's path. */
function environmentOf({ baseUrl, apiKey }: Model, whatsappId: string, webhook: string | null): string {
  const token = webhook === null ? '' : new URL(webhook).pathname.split('/').at(-1);
  return [
    `WHATSGATE_BASE_URL=${baseUrl}`,
    `WHATSGATE_API_KEY=${apiKey}`,
    `WHATSGATE_WHATSAPP_ID=${whatsappId}`,
    `WHATSGATE_WEBHOOK_TOKEN=${token ?? ''}`,
  ].join('\n');
}

const STEPS = [
  [1000, '1 s'],
  [20_000, '20 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
] as const;

function ClockControl({ model }: { readonly model: Model }) {
  const toldAt = useStore((state) => state.toldAt);
  const [, tick] = useState(0);
  const { kind, isPaused } = model.clock;
  useEffect(() => {
    if (isPaused) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [isPaused]);
  const now = Math.round(isPaused ? model.now : model.now + performance.now() - toldAt);
  return (
    <>
      <h3>Clock</h3>
      <p class="clock" data-now={model.now}>
        {`${new Date(now).toISOString().slice(0, 10)} ${exactTimeOf(now).slice(0, 8)}`}
        <small>{isPaused ? ' stopped' : ' running'}</small>
      </p>
      {kind === 'real' ? (
        <p class="hint">This simulator runs by the real time.</p>
      ) : (
        <div class="actions">
          {kind === 'steerable' && (
            <button
              type="button"
              class="quiet"
              onClick={() => void act('POST', 'clock', { kind: isPaused ? 'resume' : 'pause' })}
            >
              {isPaused ? 'Let it run' : 'Stop it'}
            </button>
          )}
          {STEPS.map(([ms, label]) => (
            <button
              key={ms}
              type="button"
              class="quiet"
              aria-label={`Move the clock on by ${label}`}
              onClick={() => void act('POST', 'clock', { kind: 'advance', ms })}
            >
              {`+ ${label}`}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** How a bot is pointed here, the clock, and a fresh start. */
export function Setup({ model }: { readonly model: Model }) {
  const account = useStore((state) => state.settings.account) ?? '';
  const { whatsappId = '', webhook = null } =
    model.accounts.find((known) => known.whatsappId === account) ?? {};
  const environment = environmentOf(model, whatsappId, webhook);
  return (
    <div class="panel-body">
      <h3>Point a bot here</h3>
      <Value label="API" value={model.baseUrl} />
      <Value label="API key" value={model.apiKey} />
      <Value label="WhatsappID" value={whatsappId} />
      <Value label="Webhook" value={webhook ?? 'none is set'} />
      <h3>For the .env of the bot</h3>
      <pre class="environment">{environment}</pre>
      <button type="button" class="quiet" onClick={() => void copy(environment, 'The .env block')}>
        Copy
      </button>
      <ClockControl model={model} />
      <h3>Start afresh</h3>
      <p class="hint">
        Forgets chats, messages, records and faults. People, groups, webhooks and assumptions stay.
      </p>
      <button
        type="button"
        class="quiet danger"
        onClick={() => {
          setSettings({ unread: {}, drafts: {} });
          void act('POST', 'reset');
        }}
      >
        Reset the simulator
      </button>
    </div>
  );
}
