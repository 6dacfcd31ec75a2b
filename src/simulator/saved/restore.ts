import { changeAssumptions, defaultAssumptions } from '../assumptions';
import type { DeliveryAttempt } from '../delivery';
import type { SimulatedEvent } from '../events';
import type { Gateway } from '../gateway';
import type { SimulatedMessage } from '../messages';
import { scheduleAck } from '../outgoing';
import type { RequestRecord } from '../requests';
import type { SimulatedChat } from '../accounts';
import type { Simulator } from '../simulator';
import type { SavedState } from './schema';

/**
 * Puts a saved state in the place of what a gateway was started with. Deliveries do not go on yet: `goOn` is for
 * when everything is there.
 * @throws TypeError when an assumption or ack of the file is none that this version knows.
 */
export function restoreState(gateway: Gateway, saved: SavedState): void {
  const { state } = gateway;
  gateway.assume(changeAssumptions(defaultAssumptions(), saved.assumptions));
  gateway.automaticAcks = saved.automaticAcks;
  state.clear(() => false);
  for (const account of saved.accounts) state.putAccount(account);
  for (const contact of saved.contacts) state.putContact(contact);
  for (const [whatsappId, chats] of Object.entries(saved.chats)) {
    // An absent field and one that holds undefined look the same to whoever reads a chat.
    for (const chat of chats) state.putChat(whatsappId, chat as SimulatedChat);
  }
  for (const message of saved.messages) state.addMessage(message as SimulatedMessage);
  gateway.events.restore(saved.events as SimulatedEvent[], saved.lastEventId);
  gateway.requests.restore(saved.requests as RequestRecord[], saved.requestCount);
  gateway.deliveries.restoreAttempts(saved.attempts as DeliveryAttempt[]);
  gateway.accountCount = Math.max(saved.accountCount, ...saved.accounts.map(({ number }) => number));
  gateway.random.position = saved.random;
  gateway.faults.chances = saved.chances;
}

/** Makes the users and groups of the file known again. */
export function restorePeople(simulator: Simulator, saved: SavedState): void {
  for (const { id, number, name, isRegistered } of saved.contacts) {
    const lid = id.endsWith('@lid') ? { lid: id } : {};
    simulator.user(number, { name, isRegistered, ...lid });
  }
  for (const { id, name, account, isReadOnly, members } of saved.groups) {
    const users = members.map((number) => simulator.user(number));
    simulator.group(name, users, { id, account, isReadOnly });
  }
}

/** Goes on with the deliveries and acks of the earlier run. What has come due meanwhile happens at once. */
export function goOn(gateway: Gateway, saved: SavedState): void {
  const events = new Map(gateway.events.all.map((event) => [event.envelope.id, event]));
  for (const undelivered of saved.undelivered) {
    const event = events.get(undelivered.eventId);
    if (event !== undefined) gateway.deliveries.goOn(event, undelivered);
  }
  for (const pending of saved.pendingAcks) scheduleAck(gateway, pending);
}
