import type { ServerResponse } from 'node:http';
import type { ChangeKind } from '../changes';
import type { Gateway } from '../gateway';
import { attemptEntry, eventEntry, requestEntry } from './timeline';
import { accountView, chatViews, contactView, messageView, settingsView, stateView } from './views';
import type { ControlPatch, EntryView } from './wire';

/** Pages that may look on at the same time. */
const MOST_VIEWERS = 20;
/** Bytes that may wait for a page that does not read; then it is let go, and comes back for a new state. */
const MOST_WAITING_BYTES = 32 * 1024 * 1024;
/** What happens within this time is told at once. */
const GATHER_MS = 15;
/** Keeps the connection from looking dead. */
const BEAT_MS = 15_000;

type Dirty = ReadonlyMap<ChangeKind, ReadonlySet<string>>;

function dirtyEntries(gateway: Gateway, dirty: Dirty): readonly EntryView[] {
  const { requests, deliveries, events } = gateway;
  const has = (kind: ChangeKind, id: number): boolean => dirty.get(kind)?.has(String(id)) === true;
  return [
    ...(dirty.has('event')
      ? events.all
          .filter(({ envelope }) => has('event', envelope.id))
          .map((event) => eventEntry(gateway, event))
      : []),
    ...(dirty.has('attempt')
      ? [...deliveries.attempts, ...deliveries.underWay]
          .filter(({ number }) => has('attempt', number))
          .map(attemptEntry)
      : []),
    ...(dirty.has('request')
      ? requests.all.filter(({ number }) => has('request', number)).map(requestEntry)
      : []),
  ].sort((one, other) => one.at - other.at);
}

function patchOf(gateway: Gateway, dirty: Dirty): ControlPatch {
  const { state, clock } = gateway;
  const timeline = dirtyEntries(gateway, dirty);
  const messageIds = [...(dirty.get('message') ?? [])];
  const messages = messageIds.flatMap((id) => state.message(id) ?? []).map(messageView);
  const changedChats = dirty.get('chat');
  return {
    now: clock.now(),
    ...(dirty.has('settings') ? settingsView(gateway) : {}),
    ...(dirty.has('account') ? { accounts: state.accounts.map(accountView) } : {}),
    ...(dirty.has('contact') ? { contacts: state.contacts.map(contactView) } : {}),
    ...(changedChats === undefined
      ? {}
      : { chats: chatViews(gateway).filter(({ account, id }) => changedChats.has(`${account} ${id}`)) }),
    ...(messages.length === 0 ? {} : { messages }),
    ...(timeline.length === 0 ? {} : { timeline }),
  };
}

/** Tells pages of changes as they happen, by server-sent events: first the whole state, then what is new. */
export class LiveUpdates {
  readonly #gateway: Gateway;
  readonly #viewers = new Set<ServerResponse>();
  readonly #dirty = new Map<ChangeKind, Set<string>>();
  #timer: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Whether another page may look on. */
  get hasRoom(): boolean {
    return this.#viewers.size < MOST_VIEWERS;
  }

  /** Answers a request with the state, and keeps it open. */
  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.#stopListening ??= this.#gateway.changes.listen((kind, id) => this.#note(kind, id));
    this.#beat ??= setInterval(() => this.#write(': still here\n\n'), BEAT_MS).unref();
    this.#viewers.add(response);
    response.once('close', () => this.#remove(response));
    response.write(`event: state\ndata: ${JSON.stringify(stateView(this.#gateway))}\n\n`);
  }

  /** Tells of the time again, which nobody is told of by itself. */
  tellTime(): void {
    this.#note('settings', '');
  }

  #remove(response: ServerResponse): void {
    this.#viewers.delete(response);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#beat);
    this.#beat = undefined;
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#dirty.clear();
  }

  #note(kind: ChangeKind, id: string): void {
    const ids = this.#dirty.get(kind) ?? new Set();
    this.#dirty.set(kind, ids.add(id));
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#viewers.size === 0) return;
    const isNew = this.#dirty.has('everything');
    const data = isNew ? stateView(this.#gateway) : patchOf(this.#gateway, this.#dirty);
    this.#dirty.clear();
    this.#write(`event: ${isNew ? 'state' : 'patch'}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #write(text: string): void {
    for (const viewer of this.#viewers) {
      if (viewer.writableLength > MOST_WAITING_BYTES) viewer.destroy();
      else viewer.write(text);
    }
  }
}
