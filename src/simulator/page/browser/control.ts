import type {
  ControlCatalogue,
  ControlPatch,
  ControlState,
  EntryDetail,
  MessageView,
} from '../../control/wire';
import { chatKey, modelOf, patched } from '../model';
import { summaryOf } from '../words';
import { change, current, notify, setSettings } from './store';

/** Where the control plane is, seen from the page. */
const BASE = 'api/';

/** Asks the control plane. Throws an Error with its sentence. */
export async function ask(method: string, path: string, body: unknown = {}): Promise<unknown> {
  const init: RequestInit =
    method === 'GET'
      ? {}
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(BASE + path, init);
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new Error(
    (answer as { readonly error?: string }).error ?? `The simulator answered ${response.status}.`,
  );
}

/** Asks, and tells the person what goes wrong. Resolves with whether it went well. */
export async function act(method: string, path: string, body?: unknown): Promise<boolean> {
  try {
    await ask(method, path, body);
    return true;
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), true);
    return false;
  }
}

/** Everything about an entry of the timeline. */
export async function detailOf(id: string, isWhole: boolean): Promise<EntryDetail> {
  return (await ask('GET', `timeline/${id}${isWhole ? '?whole=true' : ''}`)) as EntryDetail;
}

/** A path of the control plane that names a message. */
export function messagePath(id: string, what: string): string {
  return `messages/${encodeURIComponent(id)}/${what}`;
}

/** Where the file of a message is. */
export function mediaUrl(id: string): string {
  return `${BASE}media/${encodeURIComponent(id)}`;
}

/** Counts what the bot says in chats that are not open, and lets a screen reader say what it says in the open one. */
function noteMessages(messages: readonly MessageView[]): void {
  const { model, settings } = current();
  const unread = { ...settings.unread };
  for (const message of messages) {
    if (message.direction === 'in' || model?.messages.has(message.id) === true) continue;
    const key = chatKey(message.account, message.chatId);
    const isOpen = message.account === settings.account && message.chatId === settings.chat;
    if (isOpen) change({ announcement: `${message.fromName}: ${summaryOf(message)}` });
    else unread[key] = (unread[key] ?? 0) + 1;
  }
  setSettings({ unread });
}

function takeState(state: ControlState): void {
  const { account = state.accounts[0]?.whatsappId } = current().settings;
  change({ model: modelOf(state), toldAt: performance.now(), connection: 'live' });
  const isKnown = state.accounts.some(({ whatsappId }) => whatsappId === account);
  const chosen = isKnown ? account : state.accounts[0]?.whatsappId;
  setSettings(chosen === undefined ? {} : { account: chosen });
}

function takePatch(patch: ControlPatch): void {
  const { model, catalogue } = current();
  if (model === undefined) return;
  if (patch.messages !== undefined) noteMessages(patch.messages);
  const limits = catalogue?.limits ?? { messages: 1000, entries: 1000 };
  change({ model: patched(model, patch, limits), toldAt: performance.now() });
}

/** Follows the simulator, and comes back to it when it was away. */
export function followSimulator(): void {
  const source = new EventSource(`${BASE}live`);
  source.addEventListener('state', (event) => takeState(JSON.parse(event.data as string) as ControlState));
  source.addEventListener('patch', (event) => takePatch(JSON.parse(event.data as string) as ControlPatch));
  source.addEventListener('error', () => {
    change({ connection: 'lost' });
    // A browser tries again by itself unless it was refused for good.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(followSimulator, 2000);
  });
  void ask('GET', 'catalogue').then(
    (catalogue) => change({ catalogue: catalogue as ControlCatalogue }),
    () => undefined,
  );
}
