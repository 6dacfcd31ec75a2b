import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option } from 'commander';
import { nameFor, safeFileName, specificType, typeOfName } from '../../media/file-name';
import {
  OUTGOING_MESSAGE_TYPES,
  type OutgoingMessage,
  type OutgoingMessageType,
  type Recipient,
} from '../../whatsgate/wire';
import type { AddCommand } from '../context';
import { CliError } from '../failure';
import { addGatewayOptions, requiredAccount, withClient, type GatewayOptions } from '../gateway-access';
import { recipient } from '../recipient';

interface SendOptions extends GatewayOptions {
  readonly file?: string;
  readonly type?: Exclude<OutgoingMessageType, 'text'>;
  readonly quote?: string;
  readonly async: boolean;
}

/** WhatsApp's own bound for documents is 2 GB; a gateway that takes base64 in JSON will not take that much. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** `send`: one message, a text or a file. */
export const addSend: AddCommand = (program, context) => {
  addGatewayOptions(
    program
      .command('send')
      .description('send one message; ends with 6 when it may have been sent although the command failed')
      .argument('<recipient>', 'a chat id such as 79991112233@c.us, or a phone number', recipient)
      .argument('[text]', 'the text, or the caption of the file')
      .option('-f, --file <path>', 'a file to send')
      .addOption(
        new Option('--type <type>', 'how the file is shown; else by its kind').choices(
          OUTGOING_MESSAGE_TYPES.filter((type) => type !== 'text'),
        ),
      )
      .option('-q, --quote <id>', 'the long id of the message that it replies to')
      .option('--async', 'let the gateway queue it: the id then comes with the event sent', false),
  ).action(async (to: Recipient, text: string | undefined, options: SendOptions) => {
    const account = requiredAccount(options, context);
    const message = {
      ...(await messageOf(text, options)),
      ...(options.quote === undefined ? {} : { quote: options.quote }),
    };
    const request = { WhatsappID: account, async: options.async, recipient: to, message };
    const answer = await withClient(options, context, (client) => client.send(request));
    const id = answer.queued ? null : (answer.message.id ?? null);
    context.report.result(
      { queued: answer.queued, id },
      answer.queued ? 'Queued.' : `Sent: ${id ?? 'without an id'}`,
    );
  });
};

async function messageOf(text: string | undefined, { file, type }: SendOptions): Promise<OutgoingMessage> {
  if (file === undefined) {
    if (type !== undefined) throw new CliError('usage', '--type says how a file is shown: give --file too.');
    if (text === undefined || text === '') throw new CliError('usage', 'Give a text, or a file with --file.');
    return { type: 'text', body: text };
  }
  const bytes = await readBytes(file);
  const mimetype = specificType([typeOfName(file)]);
  return {
    type: type ?? typeFor(mimetype),
    ...(text === undefined || text === '' ? {} : { body: text }),
    media: {
      mimetype,
      data: bytes.toString('base64'),
      filename: safeFileName(basename(file), nameFor('file', mimetype)),
    },
  };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size === 0) throw new CliError('usage', `The file ${file} is empty.`);
    if (size > LARGEST_FILE) {
      throw new CliError('usage', `The file ${file} has ${size} bytes; at most ${LARGEST_FILE} can be sent.`);
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', `The file ${file} cannot be read.`, { cause: error });
  }
}

/** Voice notes are OGG; pictures and videos go as `image` (send page; the gateway decides by the mimetype). */
function typeFor(mimetype: string): OutgoingMessageType {
  if (mimetype === 'audio/ogg') return 'voice';
  return /^(?:image|video)\//.test(mimetype) ? 'image' : 'doc';
}
