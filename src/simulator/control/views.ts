import type { SimulatedAccount, SimulatedChat } from '../accounts';
import type { ActiveFault } from '../faults';
import type { Gateway } from '../gateway';
import type { SimulatedMessage } from '../messages';
import type { Contact } from '../state';
import { isSteerable } from '../steerable-clock';
import { timeline } from './timeline';
import type {
  AccountView,
  ChatView,
  ClockView,
  ContactView,
  ControlState,
  FaultView,
  MessageView,
} from './wire';

/** The longest text of a message that the page gets. */
const LONGEST_BODY = 20_000;

/** An account for the page. */
export function accountView({ whatsappId, name, status, callback }: SimulatedAccount): AccountView {
  return { whatsappId, name, status, webhook: callback };
}

/** A person for the page. */
export function contactView({ id, number, name }: Contact): ContactView {
  return { id, number, name };
}

/** A chat for the page. */
function chatView(account: string, chat: SimulatedChat): ChatView {
  const { id, name, isGroup, isReadOnly, timestamp, typingUntil, participants } = chat;
  const members = participants === undefined ? {} : { participants };
  return { account, id, name, isGroup, isReadOnly, timestamp, typingUntil, ...members };
}

/** A message for the page. */
export function messageView(message: SimulatedMessage): MessageView {
  const { media, body, isEdited = false, isDeleted = false, ...rest } = message;
  const { mimetype = '', filename, data } = media ?? {};
  const name = filename === undefined ? {} : { filename };
  return {
    ...rest,
    body: body.slice(0, LONGEST_BODY),
    isEdited,
    isDeleted,
    ...(data === undefined ? {} : { media: { mimetype, bytes: data.length, ...name } }),
  };
}

/** A fault for the page. */
function faultView({ id, target, name, fault, scope, struck }: ActiveFault): FaultView {
  return { id, target, name, fault, scope, struck };
}

function clockView({ clock }: Gateway): ClockView {
  if (isSteerable(clock)) return { kind: 'steerable', isPaused: clock.isPaused };
  return 'advance' in clock ? { kind: 'manual', isPaused: true } : { kind: 'real', isPaused: false };
}

/** What is no list of records: small enough to be told whole. */
export function settingsView(gateway: Gateway) {
  return {
    clock: clockView(gateway),
    isDown: gateway.isDown,
    faults: gateway.faults.active.map(faultView),
    assumptions: gateway.assumptions,
    automaticAcks: gateway.automaticAcks,
  };
}

/** All chats of all accounts. */
export function chatViews({ state }: Gateway): readonly ChatView[] {
  return state.accounts.flatMap(({ whatsappId }) =>
    state.chats(whatsappId).map((chat) => chatView(whatsappId, chat)),
  );
}

/** Everything that the page shows. */
export function stateView(gateway: Gateway): ControlState {
  const { state, origin, apiKey, clock } = gateway;
  return {
    now: clock.now(),
    baseUrl: `${origin}/api/v1`,
    apiKey,
    accounts: state.accounts.map(accountView),
    contacts: state.contacts.map(contactView),
    chats: chatViews(gateway),
    messages: state.messages.map(messageView),
    timeline: timeline(gateway),
    ...settingsView(gateway),
  };
}
