import { parseChatId } from '../whatsgate/chat-id';
import { WhatsGateActivityError } from '../whatsgate/errors';
import type { Accounts } from './accounts';
import type { ChatOpener } from './open-chat';
import { readReference, type ReferenceAccount, type StoredReference } from './reference';

/** What both SDKs ask for when a bot writes first. */
export interface OpeningParameters {
  readonly members?: readonly { readonly id: string; readonly name?: string | undefined }[] | undefined;
  /** The account that writes: its `WhatsappID` or its WhatsApp id. */
  readonly bot?: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined;
  readonly channelData?: unknown;
}

/** The activity that a proactive turn runs on; no gateway sent it. */
export interface ProactiveActivity {
  readonly type: 'event';
  readonly name: 'ContinueConversation' | 'CreateConversation';
  readonly channelId: string;
  readonly serviceUrl: string;
  readonly timestamp: Date;
  readonly conversation: {
    readonly id: string;
    readonly name: string;
    readonly isGroup: boolean;
    readonly conversationType: string;
  };
  readonly from: ReferenceAccount;
  readonly recipient: ReferenceAccount;
  readonly locale?: string;
  readonly channelData?: unknown;
}

/** What proactive turns are made of. */
export interface ProactiveParts {
  readonly accounts: Accounts;
  readonly channelId: string;
  readonly serviceUrl: string;
  readonly opener: Pick<ChatOpener, 'open'>;
}

/** Makes the activities of proactive turns, the same for both SDKs. */
export class ProactiveActivities {
  readonly #parts: ProactiveParts;

  constructor(parts: ProactiveParts) {
    this.#parts = parts;
  }

  /** The activity with which a stored conversation goes on. @throws WhatsGateActivityError when it names none. */
  continuing(
    reference: StoredReference & {
      readonly conversation?: { readonly isGroup?: boolean | undefined } | undefined;
      readonly locale?: string | undefined;
    },
  ): ProactiveActivity {
    const id = reference.conversation?.id ?? '';
    const chatId = this.#parts.accounts.locate(id, undefined)?.chatId;
    const { user, bot } = readReference(reference, this.#ownAccount(id), chatId);
    const synthetic = this.#synthetic(id, reference.conversation?.isGroup ?? false);
    return {
      ...synthetic,
      name: 'ContinueConversation',
      conversation: {
        ...synthetic.conversation,
        ...reference.conversation,
        id,
      } as typeof synthetic.conversation,
      from: user,
      recipient: bot,
      ...(reference.locale === undefined ? {} : { locale: reference.locale }),
    };
  }

  /**
   * Opens the chat with somebody who may never have written, and gives the activity of its first turn.
   * @throws WhatsGateActivityError when not exactly one is named, or the number is not on WhatsApp.
   */
  async creating(parameters: OpeningParameters): Promise<ProactiveActivity> {
    const [member, ...others] = parameters.members ?? [];
    if (member === undefined || others.length > 0) {
      throw new WhatsGateActivityError(
        'createConversationAsync needs exactly one entry in members: a WhatsApp id or a phone number. WhatsGate cannot create groups.',
      );
    }
    const conversationId = await this.#parts.opener.open(this.#accountFor(parameters.bot?.id), member.id);
    return {
      ...this.#synthetic(conversationId, parseChatId(member.id).kind === 'group'),
      name: 'CreateConversation',
      // The SDK's own adapter leaves `from` out, and then UserState and the transcript logger throw. Not the number as
      // it was given: what UserState keeps has to be found again when that person answers.
      from: {
        id: this.#parts.accounts.locate(conversationId, undefined)?.chatId ?? member.id,
        name: member.name ?? '',
      },
      recipient: { ...this.#ownAccount(conversationId), ...parameters.bot } as ReferenceAccount,
      ...(parameters.channelData === undefined ? {} : { channelData: parameters.channelData }),
    };
  }

  /** Without an id: the SDK would stamp it onto replies, and a bot could not quote a message of its choice any more. */
  #synthetic(conversationId: string, isGroup: boolean) {
    return {
      type: 'event',
      channelId: this.#parts.channelId,
      serviceUrl: this.#parts.serviceUrl,
      timestamp: new Date(),
      conversation: {
        id: conversationId,
        name: '',
        isGroup,
        conversationType: isGroup ? 'group' : 'personal',
      },
    } as const;
  }

  #ownAccount(conversationId: string): ReferenceAccount {
    const { accounts } = this.#parts;
    const whatsappId = accounts.locate(conversationId, undefined)?.whatsappId ?? '';
    const account = accounts.find(whatsappId);
    return { id: account?.wid ?? whatsappId, name: account?.name ?? '' };
  }

  #accountFor(wish: string | undefined): string {
    const { accounts } = this.#parts;
    const match = accounts.ids.find(
      (id) => id === wish || (wish !== undefined && accounts.find(id)?.wid === wish),
    );
    const [only, ...others] = accounts.ids;
    if (match !== undefined) return match;
    if (only !== undefined && others.length === 0) return only;
    throw new WhatsGateActivityError(
      'Several accounts are connected: set parameters.bot.id to the WhatsappID of the one that writes.',
    );
  }
}
