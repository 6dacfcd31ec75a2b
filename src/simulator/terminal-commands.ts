/** What a typed line asks for. */
export type TerminalCommand =
  | { readonly kind: 'nothing' | 'help' | 'quit' }
  | { readonly kind: 'text' | 'group'; readonly text: string }
  | { readonly kind: 'quote'; readonly number: number; readonly text: string }
  | { readonly kind: 'file'; readonly file: 'image' | 'voice'; readonly caption: string }
  | { readonly kind: 'as'; readonly name: string }
  /** A line that cannot be understood, and what to type instead. */
  | { readonly kind: 'mistake'; readonly hint: string };

/** What `/help` shows. */
export const HELP = `Type a text and press Enter: the bot gets it as a WhatsApp message. Messages are numbered.
  /quote <n> <text>   reply to message n
  /image [caption]    send a small picture
  /voice              send a voice note
  /group <text>       write in a group
  /as <name>          go on as another contact
  /help               this text
  /quit               leave; Ctrl+C and Ctrl+D do too
A text that starts with a slash is typed with two.
Ticks on your messages: ✓ the gateway has it, ✓✓ the bot's server has acknowledged it.
Ticks on the bot's: ✓ sent, ✓✓ delivered, ✓✓ read as soon as you see it here; the bot is told of each.`;

function mistake(hint: string): TerminalCommand {
  return { kind: 'mistake', hint };
}

function quote(rest: string): TerminalCommand {
  const [, number, text] = /^(\d{1,9})\s+(\S.*)$/.exec(rest) ?? [];
  if (number === undefined || text === undefined)
    return mistake('Type /quote <n> <text>, such as /quote 2 Yes.');
  return { kind: 'quote', number: Number(number), text };
}

/** Reads a line that a person typed. */
export function parseCommand(line: string): TerminalCommand {
  if (line.trim() === '') return { kind: 'nothing' };
  if (!line.startsWith('/')) return { kind: 'text', text: line };
  if (line.startsWith('//')) return { kind: 'text', text: line.slice(1) };
  const [, word = '', rest = ''] = /^\/(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
  switch (word) {
    case 'help':
    case 'quit':
      return { kind: word };
    case 'quote':
      return quote(rest);
    case 'image':
    case 'voice':
      return { kind: 'file', file: word, caption: rest };
    case 'group':
      return rest === '' ? mistake('Type /group <text>.') : { kind: 'group', text: rest };
    case 'as':
      return rest === '' ? mistake('Type /as <name>.') : { kind: 'as', name: rest };
    default:
      return mistake(
        `There is no command /${word}; /help shows all. To send a text that starts with a slash, type two.`,
      );
  }
}
