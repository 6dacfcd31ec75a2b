import { useEffect, useState } from 'preact/hooks';
import type { EntryDetail, EntryView } from '../../control/wire';
import { asCurl, asFixture, asJson } from '../copies';
import { durationOf, exactTimeOf, troubleIn } from '../words';
import { copy } from './bubble-menu';
import { act, detailOf } from './control';
import { Icon, IconButton } from './icons';
import { JsonView } from './json-view';
import { change, current, notify } from './store';

function Headers({ headers }: { readonly headers: Readonly<Record<string, string>> }) {
  const entries = Object.entries(headers);
  if (entries.length === 0) return null;
  return (
    <details class="headers">
      <summary>{`Headers (${entries.length})`}</summary>
      <dl>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

async function copyAs(id: string, write: (detail: EntryDetail) => string, what: string): Promise<void> {
  try {
    await copy(write(await detailOf(id, true)), what);
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), true);
  }
}

function showBubble(messageId: string): void {
  const message = current().model?.messages.get(messageId);
  if (message === undefined) {
    notify('The message is forgotten by now.', true);
    return;
  }
  change({
    view: 'chat',
    settings: { ...current().settings, account: message.account, chat: message.chatId },
  });
  requestAnimationFrame(() => {
    const bubble = document.getElementById(`bubble-${messageId}`);
    bubble?.scrollIntoView({ block: 'center' });
    bubble?.focus();
  });
}

async function resend(id: string): Promise<void> {
  if (await act('POST', `timeline/${id}/resend`)) notify('Sent again.');
}

function Actions({ entry }: { readonly entry: EntryView }) {
  const { id, kind, messageId } = entry;
  return (
    <div class="actions">
      <button type="button" class="quiet" onClick={() => void copyAs(id, asJson, 'JSON')}>
        <Icon name="copy" /> JSON
      </button>
      {kind !== 'event' && (
        <button type="button" class="quiet" onClick={() => void copyAs(id, asCurl, 'cURL command')}>
          <Icon name="copy" /> cURL
        </button>
      )}
      <button type="button" class="quiet" onClick={() => void copyAs(id, asFixture, 'Test fixture')}>
        <Icon name="copy" /> Test fixture
      </button>
      {kind !== 'api' && (
        <button type="button" class="quiet" onClick={() => void resend(id)}>
          <Icon name="replay" /> Resend
        </button>
      )}
      {messageId !== undefined && (
        <button type="button" class="quiet" onClick={() => showBubble(messageId)}>
          Show the message
        </button>
      )}
    </div>
  );
}

/** Everything about an entry of the timeline. */
export function Detail({ entry }: { readonly entry: EntryView }) {
  const [detail, setDetail] = useState<EntryDetail>();
  useEffect(() => {
    let isWanted = true;
    detailOf(entry.id, false).then(
      (found) => {
        if (isWanted) setDetail(found);
      },
      (error: unknown) => notify(error instanceof Error ? error.message : String(error), true),
    );
    return () => {
      isWanted = false;
    };
  }, [entry.id, entry.isPending]);
  const { name, at, durationMs, status, attempt, fault, eventId, kind } = entry;
  const trouble = troubleIn(entry);
  const facts = [
    exactTimeOf(at),
    kind === 'webhook' && attempt !== undefined ? `attempt ${attempt}` : undefined,
    eventId === undefined ? undefined : `event ${eventId}`,
    durationMs === undefined ? undefined : durationOf(durationMs),
    status === undefined ? undefined : `status ${status}`,
  ];
  const { request, answer } = detail ?? {};
  return (
    <section class="detail" aria-label={`Details of ${name}`}>
      <header>
        <IconButton icon="back" label="Back to the timeline" onClick={() => change({ entry: undefined })} />
        <div>
          <h3>{kind === 'api' ? `POST ${name}` : name}</h3>
          <p class="facts-line">{facts.filter((fact) => fact !== undefined).join(' · ')}</p>
        </div>
      </header>
      {(trouble !== undefined || fault !== undefined) && (
        <p class="detail-trouble">
          {[trouble, fault === undefined ? undefined : `Struck by the fault “${fault}”`]
            .filter(Boolean)
            .join('. ')}
        </p>
      )}
      <Actions entry={entry} />
      {request !== undefined && (
        <>
          <h4>{kind === 'event' ? 'Event' : kind === 'webhook' ? 'Posted to the bot' : 'The bot asked'}</h4>
          {request.url !== '' && <p class="url">{`${request.method} ${request.url}`}</p>}
          <Headers headers={request.headers} />
          <JsonView value={request.body} />
        </>
      )}
      {kind !== 'event' && <h4>{kind === 'webhook' ? 'The bot answered' : 'The gateway answered'}</h4>}
      {kind !== 'event' && answer === undefined && (
        <p class="facts-line">{entry.isPending ? 'Not yet.' : 'Nothing.'}</p>
      )}
      {answer !== undefined && (
        <>
          <p class="url">{`Status ${answer.status ?? 'none'}`}</p>
          {answer.headers !== undefined && <Headers headers={answer.headers} />}
          {answer.body !== undefined && <JsonView value={answer.body} />}
        </>
      )}
    </section>
  );
}
