import type { OutgoingMessage } from './outgoing-queue';
import { digestOf, type RecordedConversation } from './recording';
import type { RecordedBotStep, RecordedStep, RecordedUserStep } from './recording-schema';
import type { SimulatedGroup } from './group';
import type { Simulator } from './simulator';
import { typeAfterSending } from './messages';

/** How a conversation is replayed. */
export interface ReplayOptions {
  /** Real milliseconds to wait for each answer of the bot; 5000. */
  readonly timeoutMs?: number;
}

/** The bot answered otherwise than recorded. The message shows both, line by line. */
export class ReplayDifference extends Error {
  /** The step at which they part, from 1. */
  readonly step: number;

  /** @internal */
  constructor(step: number, lines: readonly string[]) {
    super(`The bot answers otherwise than recorded at step ${step}:\n${lines.join('\n')}`);
    this.name = 'ReplayDifference';
    this.step = step;
  }
}

/**
 * Says again what people said in a recorded conversation, and compares what the bot answers: text, kind, chat, quote
 * and files. Ids and times may differ. Nobody else may take the bot's messages meanwhile.
 * @throws (as a rejection) ReplayDifference when an answer differs, is missing or was not recorded.
 * @example
 * await replayConversation(sim, await readConversation('greeting.jsonl'));
 */
export async function replayConversation(
  sim: Simulator,
  { steps }: RecordedConversation,
  options: ReplayOptions = {},
): Promise<void> {
  const { timeoutMs = 5000 } = options;
  const ids = new Map<number, string>();
  const groups = groupsOf(sim, steps);
  for (const [index, step] of steps.entries()) {
    const place = index + 1;
    if (step.by === 'user') {
      ids.set(place, await sayAgain(sim, step, ids, groups));
      continue;
    }
    const shown = (line: string): string => `  ${line}`;
    const before = steps.slice(Math.max(0, index - 3), index).map((earlier) => shown(describe(earlier)));
    const message = await sim.nextMessage({ timeoutMs }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new ReplayDifference(place, [...before, `- ${describe(step)}`, `+ nothing. ${why}`]);
    });
    ids.set(place, message.id);
    const [wanted, seen] = [describe(step), describe(stepOf(sim, message, ids))];
    if (wanted !== seen) throw new ReplayDifference(place, [...before, `- ${wanted}`, `+ ${seen}`]);
  }
  await sim.idle();
  const [more] = sim.untaken;
  if (more !== undefined) {
    throw new ReplayDifference(steps.length + 1, ['- nothing more', `+ ${describe(stepOf(sim, more, ids))}`]);
  }
}

/** The groups of the conversation with everybody who speaks in them. */
function groupsOf(sim: Simulator, steps: readonly RecordedStep[]): ReadonlyMap<string, SimulatedGroup> {
  const groups = new Map<string, SimulatedGroup>();
  for (const step of steps) {
    if (step.by !== 'user' || step.group === undefined) continue;
    const known = sim.groups.find(({ name }) => name === step.group);
    const group = groups.get(step.group) ?? known ?? sim.group(step.group, []);
    group.add(sim.user(step.number, { name: step.name }));
    groups.set(step.group, group);
  }
  return groups;
}

/** Lets a person say a step; the new message's id. */
async function sayAgain(
  sim: Simulator,
  step: RecordedUserStep,
  ids: ReadonlyMap<number, string>,
  groups: ReadonlyMap<string, SimulatedGroup>,
): Promise<string> {
  const { type, text = '', file, location, quotes, group: name } = step;
  const person = sim.user(step.number, { name: step.name });
  const replyTo = quotes === undefined ? undefined : ids.get(quotes);
  const group = name === undefined ? undefined : groups.get(name);
  const where = {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(group === undefined ? {} : { in: group }),
  };
  if (location !== undefined) {
    const { latitude, longitude, name: called, address } = location;
    const named = {
      ...(called === undefined ? {} : { name: called }),
      ...(address === undefined ? {} : { address }),
    };
    return (await person.sendsLocation({ latitude, longitude, ...named }, where)).id;
  }
  if (file !== undefined) {
    const { mimetype, data, filename } = file;
    const named = filename === undefined ? {} : { filename };
    return (await person.sends({ type: fileType(type), mimetype, data, caption: text, ...named }, where)).id;
  }
  if (type === 'vcard') return (await person.sendsContact({ displayName: '', vcard: text }, where)).id;
  return (await person.says(text, where)).id;
}

function fileType(type: string) {
  const known = ['image', 'video', 'audio', 'ptt', 'sticker'] as const;
  return known.find((candidate) => candidate === type) ?? 'document';
}

/** What the bot sent now, in the form of the recording. */
function stepOf(sim: Simulator, message: OutgoingMessage, ids: ReadonlyMap<number, string>): RecordedBotStep {
  const { to, type, body, quote, media } = message;
  const quotes = [...ids].find(([, id]) => id === quote)?.[0];
  const person = sim.users.find(({ id }) => id === to);
  const group = sim.groups.find(({ id }) => id === to);
  return {
    by: 'bot',
    ...(person === undefined ? {} : { to: person.number }),
    type: typeAfterSending(type, media?.mimetype),
    ...(body === undefined ? {} : { text: body }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(group === undefined ? {} : { group: group.name }),
    ...(media === undefined
      ? {}
      : { file: { mimetype: media.mimetype, bytes: media.data.length, sha256: digestOf(media.data) } }),
  };
}

/** A step as one line that a person compares with another. */
function describe(step: RecordedStep): string {
  const who = step.by === 'user' ? step.name : `bot to ${step.to ?? step.group ?? 'nobody known'}`;
  const place = step.by === 'user' && step.group !== undefined ? ` in ${step.group}` : '';
  const quotes = step.quotes === undefined ? '' : ` (to step ${step.quotes})`;
  const file =
    step.file === undefined
      ? ''
      : 'sha256' in step.file
        ? ` [${step.file.mimetype}, ${step.file.bytes} bytes, ${step.file.sha256.slice(0, 12)}]`
        : ` [${step.file.mimetype}]`;
  return `${who}${place}, ${step.type}${quotes}${file}: ${JSON.stringify(step.text ?? '')}`;
}
