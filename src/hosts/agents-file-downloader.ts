import type { InputFile, InputFileDownloader, TurnContext, TurnState } from '@microsoft/agents-hosting';
import { WhatsGateAdapter } from './agents';

/** Where `WhatsGateFileDownloader` puts the files. */
export interface FileDownloaderOptions {
  /** The path in the turn state. Default `'inputFiles'`, which is kept for the turn only. */
  readonly stateKey?: string;
}

/**
 * Downloads the files of a message before the handler of `AgentApplication` runs, for its option `fileDownloaders`.
 * Use it instead of the SDK's `AttachmentDownloader`, which asks for a token and sends it to where the file is.
 * In turns of other adapters it does nothing, so that it can stand beside other downloaders.
 *
 * @example
 * new AgentApplication({ adapter, storage, fileDownloaders: [new WhatsGateFileDownloader()] });
 * app.onActivity('message', async (context, state) => { const files = state.getValue<InputFile[]>('inputFiles'); });
 */
export class WhatsGateFileDownloader<
  State extends TurnState = TurnState,
> implements InputFileDownloader<State> {
  readonly #stateKey: string;

  constructor(options: FileDownloaderOptions = {}) {
    this.#stateKey = options.stateKey ?? 'inputFiles';
  }

  /**
   * The files of the message, one after the other, with their real types. Shared contacts are no files.
   * @throws WhatsGateError when one cannot be had.
   */
  async downloadFiles(context: TurnContext): Promise<InputFile[]> {
    const { adapter, activity } = context;
    const files: InputFile[] = [];
    if (!(adapter instanceof WhatsGateAdapter)) return files;
    for (const { contentType, contentUrl, name } of activity.attachments ?? []) {
      if (contentUrl === undefined) continue;
      const file = await adapter.downloadAttachment({
        contentType,
        contentUrl,
        ...(name === undefined ? {} : { name }),
      });
      files.push({ content: file.bytes, contentType: file.mimetype, contentUrl });
    }
    return files;
  }

  /** The same, into the turn state. @throws WhatsGateError when one cannot be had. */
  async downloadAndStoreFiles(context: TurnContext, state: State): Promise<void> {
    if (!(context.adapter instanceof WhatsGateAdapter)) return;
    state.setValue(this.#stateKey, await this.downloadFiles(context));
  }
}
