import { ASSUMPTIONS } from '../assumptions';
import { COMMANDS } from '../commands/index';
import type { CommandFault, FaultScope, WebhookFault } from '../faults';
import type { SimulatedMessage } from '../messages';
import type { AutomaticAck } from '../options';
import { isSteerable } from '../steerable-clock';
import type { IncomingMessage } from '../user';
import { ControlError, parsed, personOf, type ControlCall } from './call';
import * as input from './input';
import { replay, say, sayAgain } from './speech';
import { entryDetail } from './timeline';
import { stateView } from './views';
import type { ControlCatalogue } from './wire';

/** What a request to the control plane does. What it gives becomes the answer's JSON. */
export type Handler = (call: ControlCall) => unknown;

/** A way into the control plane. `:name` in the path stands for one encoded segment. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly handle: Handler;
}

/** The event actions that the simulator raises. */
const ACTIONS = ['message', 'media', 'ack', 'sent', 'create', 'ready', 'disconnect', 'reaction'];

function messageOf({ gateway, names }: ControlCall): SimulatedMessage {
  const message = gateway.state.message(names[0] ?? '');
  if (message !== undefined) return message;
  throw new ControlError(
    404,
    'The simulator has no such message: it was never sent, or is forgotten by now.',
  );
}

const idOnly = ({ id }: IncomingMessage) => ({ id });

const catalogue: Handler = ({ gateway }): ControlCatalogue => {
  const { messages, events, deliveries, requests } = gateway.options.limits;
  return {
    assumptions: ASSUMPTIONS,
    commands: [...COMMANDS.keys()],
    actions: ACTIONS,
    limits: { messages, entries: Math.max(events, deliveries, requests) },
  };
};

const detail: Handler = ({ gateway, names, query }) => {
  const found = entryDetail(gateway, names[0] ?? '', query.get('whole') === 'true');
  if (found === undefined) throw new ControlError(404, 'The timeline has no such entry any more.');
  return found;
};

/** Posts the body of an event once more, as the event's own repeat would. */
const resend: Handler = async (call) => {
  const { gateway, names } = call;
  const found = entryDetail(gateway, names[0] ?? '', false);
  const event = gateway.events.all.find(({ envelope }) => envelope.id === found?.entry.eventId);
  if (event === undefined)
    throw new ControlError(404, 'Only an event that is still known can be sent again.');
  const { id: eventId, event_action: action, whatsapp_id: account } = event.envelope;
  const owner = gateway.account(account);
  if (owner.callback === null) throw new ControlError(409, 'The account has no webhook to send it to.');
  const about = { eventId, action, ...(event.messageId === undefined ? {} : { messageId: event.messageId }) };
  const attempt = await gateway.deliveries.post(owner, owner.callback, event.json, {}, about);
  return { id: `w${attempt.number}` };
};

const addGroup: Handler = (call) => {
  const { name, members, account } = parsed(input.groupInput, call);
  const people = members.map((id) => personOf(call, id));
  const group = call.simulator.group(name, people, account === undefined ? {} : { account });
  return { id: group.id };
};

const changeMember: Handler = (call) => {
  const { member, isMember } = parsed(input.memberInput, call);
  const group = call.simulator.groups.find(({ id }) => id === call.names[0]);
  if (group === undefined) throw new ControlError(404, 'The simulator has no such group.');
  const person = personOf(call, member);
  if (isMember) group.add(person);
  else group.remove(person);
  return {};
};

const addAccount: Handler = (call) => {
  const { name, webhook = null } = parsed(input.accountInput, call);
  const { simulator, gateway } = call;
  const { whatsappId } = gateway.addAccount(name, null);
  if (webhook !== null) simulator.setWebhook(webhook, whatsappId);
  simulator.connect(whatsappId);
  return { whatsappId };
};

const changeAccount: Handler = (call) => {
  const { webhook, session } = parsed(input.accountChangeInput, call);
  const { simulator, names } = call;
  const { whatsappId } = simulator.accounts.find((account) => account.whatsappId === names[0]) ?? {};
  if (whatsappId === undefined) throw new ControlError(404, 'The simulator has no such account.');
  if (webhook !== undefined) simulator.setWebhook(webhook, whatsappId);
  if (session === 'connect') simulator.connect(whatsappId);
  if (session === 'disconnect') simulator.disconnect(whatsappId);
  return {};
};

const moveClock: Handler = async (call) => {
  const change = parsed(input.clockInput, call);
  const { clock } = call.gateway;
  if (change.kind === 'advance') {
    if (!('advance' in clock)) throw new ControlError(409, 'This clock cannot be moved: it is the real one.');
    await (clock as { advance(ms: number): Promise<void> }).advance(change.ms);
  } else {
    if (!isSteerable(clock)) throw new ControlError(409, 'This clock cannot be stopped.');
    if (change.kind === 'pause') clock.pause();
    else clock.resume();
  }
  call.tellTime();
  return {};
};

const addFault: Handler = (call) => {
  const { target, name, fault, scope = {} } = parsed(input.faultInput, call);
  const { faults } = call.simulator;
  // Checked by the schema, which cannot say that a field is missing rather than undefined.
  const set =
    target === 'command'
      ? faults.onCommand(name, fault as CommandFault, scope as FaultScope)
      : faults.onWebhook(name, fault as WebhookFault, scope as FaultScope);
  return { id: set.id };
};

const removeFault: Handler = ({ simulator, names }) => {
  simulator.faults.active.find(({ id }) => id === Number(names[0]))?.remove();
  return {};
};

const changeAcks: Handler = (call) => {
  const steps: readonly AutomaticAck[] = parsed(input.acksInput, call);
  call.simulator.acknowledgeAutomatically(steps);
  return {};
};

/** Everything that can be asked of the control plane, besides `live` and the files of messages. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: 'state', handle: ({ gateway }) => stateView(gateway) },
  { method: 'GET', path: 'catalogue', handle: catalogue },
  { method: 'GET', path: 'timeline/:entry', handle: detail },
  { method: 'POST', path: 'timeline/:entry/resend', handle: resend },
  {
    method: 'POST',
    path: 'messages',
    handle: async (call) => idOnly(await say(call, parsed(input.messageInput, call))),
  },
  {
    method: 'POST',
    path: 'messages/:message/again',
    handle: async (call) => idOnly(await sayAgain(call, messageOf(call))),
  },
  {
    method: 'POST',
    path: 'messages/:message/reaction',
    handle: async (call) => {
      const { from, emoji } = parsed(input.reactionInput, call);
      return idOnly(await personOf(call, from).reacts(messageOf(call), emoji));
    },
  },
  {
    method: 'POST',
    path: 'messages/:message/edit',
    handle: async (call) => {
      const { from, text } = parsed(input.editInput, call);
      return idOnly(await personOf(call, from).edits(messageOf(call), text));
    },
  },
  {
    method: 'POST',
    path: 'messages/:message/deletion',
    handle: async (call) => {
      const { from } = parsed(input.actorInput, call);
      return idOnly(await personOf(call, from).deletes(messageOf(call)));
    },
  },
  {
    method: 'POST',
    path: 'messages/:message/ack',
    handle: (call) => {
      const { event } = call.simulator.acknowledge(messageOf(call), parsed(input.ackInput, call).ack);
      return { eventId: event.envelope.id };
    },
  },
  {
    method: 'POST',
    path: 'users',
    handle: (call) => {
      const { name, number, lid } = parsed(input.userInput, call);
      return { id: call.simulator.user(number, lid === undefined ? { name } : { name, lid }).id };
    },
  },
  { method: 'POST', path: 'groups', handle: addGroup },
  { method: 'POST', path: 'groups/:group/members', handle: changeMember },
  { method: 'POST', path: 'accounts', handle: addAccount },
  { method: 'PATCH', path: 'accounts/:account', handle: changeAccount },
  {
    method: 'POST',
    path: 'phone',
    handle: (call) => {
      const { account, chat, text } = parsed(input.phoneInput, call);
      return { id: call.simulator.typeOnPhone(chat, text, account).id };
    },
  },
  {
    method: 'POST',
    path: 'replay',
    handle: (call) => {
      const { account, chat } = parsed(input.chatInput, call);
      return { messages: replay(call, account, chat) };
    },
  },
  { method: 'PUT', path: 'acks', handle: changeAcks },
  { method: 'POST', path: 'faults', handle: addFault },
  { method: 'DELETE', path: 'faults/:fault', handle: removeFault },
  {
    method: 'DELETE',
    path: 'faults',
    handle: ({ simulator }) => {
      simulator.faults.clear();
      return {};
    },
  },
  {
    method: 'PATCH',
    path: 'assumptions',
    handle: (call) => {
      call.simulator.assume(parsed(input.assumptionsInput, call));
      return {};
    },
  },
  { method: 'POST', path: 'clock', handle: moveClock },
  {
    method: 'POST',
    path: 'restart',
    handle: (call) => {
      call.simulator.restart(parsed(input.restartInput, call).downMs);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'reset',
    handle: ({ simulator }) => {
      simulator.reset();
      return {};
    },
  },
];
