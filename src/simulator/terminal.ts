import { setImmediate as nextTurn } from 'node:timers/promises';
import { BoundedMap } from './bounded-map';
import type { SimulatedGroup } from './group';
import type { OutgoingMessage } from './outgoing-queue';
import type { Simulator } from './simulator';
import { HELP, parseCommand, type TerminalCommand } from './terminal-commands';
import { builtInFile } from './terminal-files';
import { TerminalScreen, type TerminalInput, type TerminalOutput } from './terminal-screen';
import { TerminalTranscript, type ShownMessage } from './terminal-transcript';
import { summarise, TerminalView } from './terminal-view';
import { TerminalWaits } from './terminal-waits';
import type { IncomingMessage, SimulatedUser } from './user';

/** What `chatInTerminal` takes besides the simulator. */
export interface TerminalChatOptions {
  /** Where lines come from, such as `process.stdin`. */
  readonly input: TerminalInput;
  /** Where the chat is shown, such as `process.stdout`. Colours need a terminal and NO_COLOR unset. */
  readonly output: TerminalOutput;
  /** The phone number that the person writes from; 79991112233. */
  readonly userNumber?: string;
  /** The person's name; Anna. */
  readonly userName?: string;
  /**
   * Whether the chat tells the bot that its messages were delivered and read; `true`. With `automaticAcks` the
   * simulator does so itself.
   */
  readonly receipts?: boolean;
  /** Ends the chat. */
  readonly signal?: AbortSignal;
}

/** The longest that piped input waits for one acknowledgement: a slow turn and one repeat. */
const PATIENCE_MS = 30_000;
/** The longest wait, at the end of piped input, for an answer that comes after the acknowledgement. */
const ANSWER_WAIT_MS = 5_000;
/** The longest that a timer of Node takes. */
const FOREVER_MS = 2 ** 31 - 1;
const MOST_CONTACTS = 100;
const FIRST_CONTACT = 79_990_010_001;
/** Server, delivered, read. */
const RECEIPTS = [1, 2, 3];

/** One chat, from its first line to its last. */
class TerminalChat {
  readonly #simulator: Simulator;
  readonly #screen: TerminalScreen;
  readonly #view: TerminalView;
  readonly #transcript = new TerminalTranscript();
  readonly #waits: TerminalWaits;
  readonly #contacts = new BoundedMap<string, SimulatedUser>(MOST_CONTACTS);
  readonly #over = new AbortController();
  readonly #tellsReceipts: boolean;
  #contactCount = 0;
  #person: SimulatedUser;
  #group: SimulatedGroup | undefined;

  constructor(simulator: Simulator, options: TerminalChatOptions) {
    const { input, output, userNumber = '79991112233', userName = 'Anna', signal } = options;
    const end = (): void => this.#over.abort();
    this.#simulator = simulator;
    this.#tellsReceipts = options.receipts ?? true;
    this.#view = new TerminalView(output.isTTY === true && (process.env['NO_COLOR'] ?? '') === '');
    this.#waits = new TerminalWaits(simulator.clock, this.#over.signal);
    this.#person = simulator.user(userNumber, { name: userName });
    this.#contacts.set(userName.toLowerCase(), this.#person);
    this.#screen = new TerminalScreen(input, output, end);
    this.#over.signal.addEventListener('abort', () => this.#screen.close());
    signal?.addEventListener('abort', end, { once: true, signal: this.#over.signal });
    if (signal?.aborted === true) end();
  }

  async run(): Promise<void> {
    void this.#listen();
    try {
      this.#screen.prompt(this.#person.name);
      const readToTheEnd = await this.#read();
      if (readToTheEnd && !this.#screen.isTyped) await this.#finish();
    } finally {
      this.#over.abort();
      this.#screen.release();
    }
  }

  /** Obeys line after line; false when nobody acknowledged what was said, and more is of no use. */
  async #read(): Promise<boolean> {
    for await (const line of this.#screen.lines) {
      const command = parseCommand(line);
      if (command.kind === 'quit') return true;
      const followed = this.#waits.track(this.#obey(command));
      // What is piped comes at once. It is said like a conversation, so that each answer has its place in it.
      if (!this.#screen.isTyped && !(await this.#waits.within(followed, PATIENCE_MS))) {
        this.#note('Nobody acknowledges this message, so that the rest of the input is left out.');
        return false;
      }
      if (this.#over.signal.aborted) return false;
      this.#screen.prompt(this.#person.name);
    }
    return true;
  }

  /** Waits until the bot has answered and was told that its answers were read. */
  async #finish(): Promise<void> {
    await this.#waits.answered(ANSWER_WAIT_MS);
    await nextTurn();
    await this.#waits.allTracked(PATIENCE_MS);
  }

  async #obey(command: TerminalCommand): Promise<void> {
    try {
      await this.#carryOut(command);
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  async #carryOut(command: TerminalCommand): Promise<void> {
    const person = this.#person;
    switch (command.kind) {
      case 'text':
        return this.#said(command.text, await person.says(command.text));
      case 'group':
        return this.#said(
          `(in ${this.#groupOf(person).name}) ${command.text}`,
          await person.says(command.text, { in: this.#groupOf(person) }),
        );
      case 'quote':
        return this.#quote(command.number, command.text);
      case 'file': {
        const file = builtInFile(command.file, command.caption);
        return this.#said(`[${command.file}] ${command.caption}`.trim(), await person.sends(file));
      }
      case 'as':
        this.#person = this.#contact(command.name);
        this.#note(`You are ${this.#person.name} now, ${this.#person.number}.`);
        return;
      case 'help':
        this.#note(HELP);
        return;
      case 'mistake':
        this.#note(command.hint);
        return;
      case 'nothing':
      case 'quit':
    }
  }

  async #quote(number: number, text: string): Promise<void> {
    const quoted = this.#transcript.withNumber(number);
    if (quoted === undefined) this.#note(`There is no message ${number} to reply to.`);
    else await this.#said(`(to [${number}]) ${text}`, await this.#person.replies(quoted, text));
  }

  #groupOf(person: SimulatedUser): SimulatedGroup {
    this.#group ??= this.#simulator.group('the group', []);
    this.#group.add(person);
    return this.#group;
  }

  #contact(name: string): SimulatedUser {
    const known = this.#contacts.get(name.toLowerCase());
    if (known !== undefined) return known;
    const user = this.#simulator.user(String(FIRST_CONTACT + this.#contactCount), { name });
    this.#contactCount += 1;
    this.#contacts.set(name.toLowerCase(), user);
    return user;
  }

  /** Shows what becomes of a message of the person. Resolves when the gateway is done with it. */
  async #said(summary: string, message: IncomingMessage): Promise<void> {
    this.#waits.expectAnswer();
    const shown = this.#transcript.add({ id: message.id, who: this.#person.name, summary });
    this.#print(this.#view.taken(shown, this.#screen.isTyped));
    await Promise.race([message.delivered, this.#simulator.idle()]);
    const attempt = this.#simulator.deliveries.findLast(
      ({ eventId }) => eventId === message.event?.envelope.id,
    );
    if (attempt?.acknowledged === false) this.#print(this.#view.refused(shown, attempt));
    const line = this.#view.delivered(shown, await message.delivered);
    if (line !== undefined) this.#print(line);
  }

  /** Shows what the bot sends, until the chat or the simulator ends. */
  async #listen(): Promise<void> {
    while (!this.#over.signal.aborted) {
      try {
        this.#show(await this.#simulator.nextMessage({ timeoutMs: FOREVER_MS }));
      } catch {
        this.#over.abort();
      }
    }
  }

  #show(message: OutgoingMessage): void {
    if (this.#over.signal.aborted) return;
    const shown = this.#transcript.add({
      id: message.id,
      who: message.to === this.#person.id ? 'bot' : `bot to ${this.#nameOf(message)}`,
      summary: summarise(message),
    });
    this.#print(this.#view.answer(shown, this.#quotedBy(message)));
    this.#waits.noteAnswer();
    if (this.#tellsReceipts) void this.#waits.track(this.#tellReceipts(message.id));
  }

  #quotedBy({ quote }: OutgoingMessage): ShownMessage | 'forgotten' | undefined {
    return quote === undefined ? undefined : (this.#transcript.withId(quote) ?? 'forgotten');
  }

  #nameOf({ to, account }: OutgoingMessage): string {
    return this.#simulator.chats(account).find(({ id }) => id === to)?.name ?? to;
  }

  /** One after the other, so that the bot hears of them in the order in which they happen. */
  async #tellReceipts(id: string): Promise<void> {
    for (const ack of RECEIPTS) {
      if (this.#over.signal.aborted) return;
      await this.#simulator.acknowledge(id, ack).delivered;
    }
  }

  #note(text: string): void {
    this.#print(this.#view.note(text));
  }

  #print(text: string): void {
    if (!this.#over.signal.aborted) this.#screen.print(text);
  }
}

/**
 * Lets a person chat with the bot as a WhatsApp user: lines of `input` are messages, `/help` shows the commands.
 * Piped input works as well: each line waits for the bot, and at the end for its last answer.
 *
 * The chat takes the bot's messages out of `simulator.nextMessage`, and keeps one waiter there when it ends:
 * close the simulator after it.
 *
 * @returns Resolves when the person leaves, the input ends, `signal` fires or the simulator is closed or reset.
 * @throws TypeError when `userNumber` is no phone number.
 * @example
 * const simulator = await createSimulator();
 * simulator.setWebhook('http://127.0.0.1:3978/api/whatsgate/TOKEN');
 * await chatInTerminal(simulator, { input: process.stdin, output: process.stdout });
 * await simulator.close();
 */
export async function chatInTerminal(simulator: Simulator, options: TerminalChatOptions): Promise<void> {
  await new TerminalChat(simulator, options).run();
}
