/**
 * One account: a conversation's id is the chat's id, as WhatsApp writes it. Several accounts: the account stands
 * before it (`<WhatsappID>:<chat id>`), because one person may talk to two of the accounts, and a bot's
 * conversation state hangs on this id alone.
 */
export function formatConversationId(whatsappId: string, chatId: string, severalAccounts: boolean): string {
  return severalAccounts ? `${encodeURIComponent(whatsappId)}:${chatId}` : chatId;
}

/** A conversation id taken apart. `whatsappId` is set when the id carries a known account. */
export interface ConversationAddress {
  readonly chatId: string;
  readonly whatsappId: string | undefined;
}

/** The reverse of `formatConversationId`, for ids with and without an account before them. */
export function parseConversationId(
  id: string,
  isAccount: (whatsappId: string) => boolean,
): ConversationAddress {
  const colon = id.indexOf(':');
  if (colon > 0) {
    const whatsappId = decode(id.slice(0, colon));
    if (whatsappId !== undefined && isAccount(whatsappId)) return { chatId: id.slice(colon + 1), whatsappId };
  }
  return { chatId: id, whatsappId: undefined };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
