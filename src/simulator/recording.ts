import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { isJsonObject, parseUntrustedJson } from './json';
import { conversationHead, recordedStep, type RecordedStep } from './recording-schema';
import { isGroupId, type SimulatedMessage } from './messages';
import type { Simulator } from './simulator';

/** A conversation that was recorded: what people said, and what the bot answered. */
export interface RecordedConversation {
  /** The steps in their order; a step is named by its place, from 1. */
  readonly steps: readonly RecordedStep[];
}

const FORMAT = 'whatsgate-conversation';
const VERSION = 1;
const LARGEST_FILE = 128 * 1024 * 1024;

/** The name of a file's content: equal files have equal ones. */
export function digestOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * What was said in the simulator so far, as it can be stored and replayed. Reactions, edits, deletions and what a
 * person typed on the account's own phone are left out: a text is kept as it was first said, a file that was deleted
 * is not.
 * @param sim Where the conversation was held.
 * @example
 * await anna.says('hi');
 * await sim.nextMessage({ to: anna });
 * await writeConversation('greeting.jsonl', recordConversation(sim));
 */
export function recordConversation(sim: Simulator): RecordedConversation {
  const kept = sim.messages
    .map((message) => asFirstSaid(sim, message))
    .filter(
      ({ origin, reactionTo, isDeleted = false }) =>
        origin !== 'phone' && reactionTo === undefined && !isDeleted,
    );
  const places = new Map(kept.map(({ id }, index) => [id, index + 1]));
  return { steps: kept.map((message) => stepOf(sim, message, places)) };
}

/** A text as it was before it was edited or deleted: that is what the bot has answered. */
function asFirstSaid(sim: Simulator, message: SimulatedMessage): SimulatedMessage {
  if (message.isEdited !== true && message.isDeleted !== true) return message;
  const first = sim.events.find(({ messageId }) => messageId === message.id);
  const data = first?.envelope.event_data;
  const said = isJsonObject(data) && isJsonObject(data['message']) ? data['message'] : {};
  const { body, type } = said;
  if (type !== message.type || typeof body !== 'string') return message;
  // The file or place of what was deleted is gone.
  if (message.isDeleted === true && type !== 'chat' && type !== 'vcard') return message;
  return { ...message, body, isDeleted: false };
}

function stepOf(
  sim: Simulator,
  message: SimulatedMessage,
  places: ReadonlyMap<string, number>,
): RecordedStep {
  const { direction, type, body, media, location, quote, chatId } = message;
  const place = quote === undefined ? undefined : places.get(quote);
  const group = isGroupId(chatId) ? sim.groups.find(({ id }) => id === chatId)?.name : undefined;
  const common = {
    type,
    ...(body === '' ? {} : { text: body }),
    ...(place === undefined ? {} : { quotes: place }),
    ...(group === undefined ? {} : { group }),
  };
  const person = sim.users.find(({ id }) => id === (direction === 'in' ? message.author : chatId));
  if (direction === 'out') {
    const file =
      media === undefined
        ? {}
        : { file: { mimetype: media.mimetype, bytes: media.data.length, sha256: digestOf(media.data) } };
    return { by: 'bot', ...(person === undefined ? {} : { to: person.number }), ...common, ...file };
  }
  const file =
    media === undefined
      ? {}
      : {
          file: {
            mimetype: media.mimetype,
            ...(media.filename === undefined ? {} : { filename: media.filename }),
            data: media.data.toString('base64'),
          },
        };
  const number = person?.number ?? message.author.replace(/@.*$/, '');
  return {
    by: 'user',
    number,
    name: message.fromName,
    ...common,
    ...file,
    ...(location === undefined ? {} : { location }),
  };
}

/** Writes a conversation as lines of JSON: a head, then a step a line, to be read and changed by hand. */
export async function writeConversation(path: string, { steps }: RecordedConversation): Promise<void> {
  const lines = [{ format: FORMAT, version: VERSION }, ...steps].map((line) => JSON.stringify(line));
  await writeFileAtomic(path, `${lines.join('\n')}\n`);
}

/**
 * Reads a recorded conversation.
 * @throws (as a rejection) Error naming the line that is wrong; the system's error when there is no such file.
 */
export async function readConversation(path: string): Promise<RecordedConversation> {
  const { size } = await stat(path);
  if (size > LARGEST_FILE) throw new Error(`${path} has ${size} bytes; at most ${LARGEST_FILE} are read.`);
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const wrong = (line: number, why: string): Error => new Error(`${path}, line ${line}: ${why}`);
  const head = conversationHead.safeParse(jsonOf(lines[0] ?? ''));
  if (!head.success) throw wrong(1, `a head {"format":"${FORMAT}","version":${VERSION}} is wanted.`);
  const steps = lines.slice(1).map((text, index) => {
    const step = recordedStep.safeParse(jsonOf(text));
    if (!step.success) {
      const { path: place = [], message = 'is no step' } = step.error.issues[0] ?? {};
      throw wrong(index + 2, `${place.join('.')}: ${message}`);
    }
    if ((step.data.quotes ?? 0) > index) throw wrong(index + 2, 'it quotes a later step.');
    return step.data;
  });
  return { steps };
}

function jsonOf(text: string): unknown {
  try {
    const value = parseUntrustedJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
