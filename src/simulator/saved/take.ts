import type { Gateway } from '../gateway';
import type { SimulatedGroup } from '../group';
import { SAVED_FORMAT, SAVED_VERSION, type WrittenState } from './schema';

/** How many characters of JSON each collection may take, so that the whole stays readable as one text. */
const MOST = { messages: 128 * 1024 ** 2, events: 64 * 1024 ** 2, records: 16 * 1024 ** 2 } as const;

/** The newest entries that fit, oldest first. */
function newest<Entry>(entries: readonly Entry[], most: number): Entry[] {
  const kept: Entry[] = [];
  let size = 0;
  for (const entry of [...entries].reverse()) {
    size += JSON.stringify(entry).length;
    if (size > most) break;
    kept.push(entry);
  }
  return kept.reverse();
}

/**
 * What a simulator has to bring back, as plain JSON. Of long runs the newest part: at most 128 MB of messages with
 * their files, 64 MB of events, and 16 MB each of requests and webhook attempts. Asynchronous sends that are still
 * queued and faults are left out.
 */
export function takeState(gateway: Gateway, groups: readonly SimulatedGroup[]): WrittenState {
  const { state, events, requests, deliveries } = gateway;
  const messages = state.messages.map(({ media, ...message }) => ({
    ...message,
    reactions: [...message.reactions],
    ...(media === undefined ? {} : { media: { ...media, data: media.data.toString('base64') } }),
  }));
  const chatsOf = (whatsappId: string) =>
    state.chats(whatsappId).map((chat) => ({ ...chat, participants: chat.participants?.slice() }));
  return {
    format: SAVED_FORMAT,
    version: SAVED_VERSION,
    savedAt: gateway.clock.now(),
    apiKey: gateway.apiKey,
    random: gateway.random.position,
    chances: gateway.faults.chances,
    accountCount: gateway.accountCount,
    lastEventId: events.lastId,
    requestCount: requests.count,
    assumptions: { ...gateway.assumptions },
    automaticAcks: gateway.automaticAcks.map((step) => ({ ...step })),
    accounts: [...state.accounts],
    contacts: [...state.contacts],
    groups: groups.map(({ id, name, account, isReadOnly, members }) => ({
      ...{ id, name, account, isReadOnly },
      members: members.map(({ number }) => number),
    })),
    chats: Object.fromEntries(state.accounts.map(({ whatsappId }) => [whatsappId, chatsOf(whatsappId)])),
    messages: newest(messages, MOST.messages),
    events: newest(
      events.all.map(({ envelope, recordedAt, messageId }) => ({
        envelope: { ...envelope, status_code: null },
        recordedAt,
        ...(messageId === undefined ? {} : { messageId }),
      })),
      MOST.events,
    ),
    undelivered: [...deliveries.undelivered],
    pendingAcks: [...gateway.pendingAcks],
    requests: newest(requests.all, MOST.records),
    attempts: newest(deliveries.attempts, MOST.records),
  };
}
