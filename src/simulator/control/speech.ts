import type { z } from 'zod';
import type { SimulatedMessage } from '../messages';
import type { IncomingMessage, SayOptions, SimulatedUser } from '../user';
import { ControlError, personOf, type ControlCall } from './call';
import type { messageInput } from './input';

function groupOf({ simulator }: ControlCall, id: string) {
  const group = simulator.groups.find((candidate) => candidate.id === id);
  if (group !== undefined) return group;
  throw new ControlError(404, `The simulator has no group ${id}.`);
}

function vcard(name: string, number: string | undefined): string {
  const clean = name.replace(/[\r\n]+/g, ' ').replace(/[\\;,]/g, '\\$&');
  const digits = number?.replace(/\D/g, '') ?? '';
  const phone = digits === '' ? [] : [`TEL;type=CELL;waid=${digits}:+${digits}`];
  return ['BEGIN:VCARD', 'VERSION:3.0', `FN:${clean}`, ...phone, 'END:VCARD'].join('\n');
}

/** Lets a person say something. */
export function say(call: ControlCall, input: z.output<typeof messageInput>): Promise<IncomingMessage> {
  const { from, account, group, replyTo, isForwarded } = input;
  const person = personOf(call, from);
  const options: SayOptions = {
    ...(account === undefined ? {} : { account }),
    ...(group === undefined ? {} : { in: groupOf(call, group) }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(isForwarded === undefined ? {} : { isForwarded }),
  };
  switch (input.kind) {
    case 'text':
      return person.says(input.text, options);
    case 'file': {
      const { type, mimetype, data, filename, caption } = input;
      const file = { type, mimetype, data };
      const named = filename === undefined ? file : { ...file, filename };
      return person.sends(caption === undefined ? named : { ...named, caption }, options);
    }
    case 'location': {
      const { name, address, ...place } = input.location;
      const location = { ...place, ...(name ? { name } : {}), ...(address ? { address } : {}) };
      return person.sendsLocation(location, options);
    }
    case 'contact':
      return person.sendsContact(
        { displayName: input.name, vcard: vcard(input.name, input.number) },
        options,
      );
  }
}

function fileTypeOf(type: string) {
  switch (type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'ptt':
    case 'sticker':
      return type;
    default:
      return 'document';
  }
}

/** Whether a message can be said again: a person's own, with its content still there. */
function canBeRepeated(message: SimulatedMessage): boolean {
  const { origin, reactionTo, isDeleted = false } = message;
  return origin === 'user' && reactionTo === undefined && !isDeleted;
}

function repeat(person: SimulatedUser, message: SimulatedMessage, options: SayOptions) {
  const { type, body, media, location } = message;
  if (media !== undefined) {
    const { mimetype, data, filename } = media;
    const named = filename === undefined ? {} : { filename };
    return person.sends({ type: fileTypeOf(type), mimetype, data, caption: body, ...named }, options);
  }
  if (location !== undefined) return person.sendsLocation(location, options);
  if (type === 'vcard') return person.sendsContact({ displayName: '', vcard: body }, options);
  return person.says(body, options);
}

/**
 * Says a message again, as a new message of the same person in the same chat.
 * @throws ControlError when it is no message of a person.
 */
export function sayAgain(call: ControlCall, message: SimulatedMessage): Promise<IncomingMessage> {
  const { author, account, chatId, quote, isForwarded } = message;
  if (!canBeRepeated(message)) throw new ControlError(409, 'Only what a person has said can be said again.');
  const group = chatId === author ? {} : { in: groupOf(call, chatId) };
  const replyTo = quote === undefined ? {} : { replyTo: quote };
  return repeat(personOf(call, author), message, { account, isForwarded, ...group, ...replyTo });
}

/** The longest conversation that is replayed. */
const MOST_REPLAYED = 200;

/**
 * Says everything that people have said in a chat again, each when the bot has answered the webhook of the one before.
 * @returns How many messages are said. It goes on after that; what fails on the way ends it.
 */
export function replay(call: ControlCall, account: string, chatId: string): number {
  const spoken = call.simulator.conversation(chatId, account).filter(canBeRepeated).slice(-MOST_REPLAYED);
  const run = async (): Promise<void> => {
    for (const message of spoken) {
      const { delivered } = await sayAgain(call, message);
      const ended = await Promise.race([delivered, call.simulator.idle()]);
      if (ended?.outcome === 'abandoned') return;
    }
  };
  run().catch(() => undefined);
  return spoken.length;
}
