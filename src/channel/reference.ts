import { isRecord, readText } from '../whatsgate/json';
import { WhatsGateActivityError } from '../whatsgate/errors';

/** A conversation reference of either SDK: botbuilder names the account `bot`, the Agents SDK `agent`. */
export interface StoredReference {
  readonly conversation?: { readonly id?: string | undefined } | undefined;
  readonly user?: unknown;
  readonly bot?: unknown;
  readonly agent?: unknown;
  readonly channelId?: string | undefined;
  readonly serviceUrl?: string | undefined;
}

/** A person or account as a reference keeps it. */
export interface ReferenceAccount {
  readonly id: string;
  readonly name: string;
}

/** What both hosts need of a reference to open a turn. */
export interface ReadReference {
  readonly conversationId: string;
  readonly user: ReferenceAccount;
  readonly bot: ReferenceAccount;
}

/**
 * Reads a stored conversation reference. Its `serviceUrl` is never used: it comes from a store,
 * and the key must not be sent to wherever it points.
 *
 * @param chatId the chat behind the conversation: who is spoken to when the reference names nobody.
 * @throws WhatsGateActivityError when it names no conversation.
 */
export function readReference(
  reference: StoredReference,
  ownAccount: ReferenceAccount,
  chatId?: string,
): ReadReference {
  const conversationId = readText(reference.conversation?.id);
  if (conversationId === undefined) {
    throw new WhatsGateActivityError(
      'The conversation reference has no conversation.id. Store what TurnContext.getConversationReference(activity) gives.',
    );
  }
  return {
    conversationId,
    user: readAccount(reference.user) ?? { id: chatId ?? conversationId, name: '' },
    bot: readAccount(reference.bot) ?? readAccount(reference.agent) ?? ownAccount,
  };
}

function readAccount(value: unknown): ReferenceAccount | undefined {
  if (!isRecord(value)) return undefined;
  const id = readText(value['id']);
  return id === undefined ? undefined : { id, name: readText(value['name']) ?? '' };
}
