import { z } from 'zod';
import { WhatsGateConfigurationError } from '../../whatsgate/errors';
import type { AccountOptions } from '../accounts';
import { nonEmpty } from './rules';

/** Which accounts are connected. */
export interface AccountsOptions {
  /** The `WhatsappID` of the connected account. For several, use `accounts`. */
  readonly whatsappId?: string;
  /** Several accounts on one adapter. Conversation ids then carry the account. */
  readonly accounts?: readonly AccountOptions[];
}

/** The same, read. */
export interface AccountsSettings {
  readonly accounts: readonly AccountOptions[];
}

/** What these options have to look like. */
export const accountsShape = {
  whatsappId: nonEmpty.optional(),
  accounts: z
    .array(z.object({ whatsappId: nonEmpty, wid: nonEmpty.optional(), name: z.string().optional() }).strict())
    .min(1, 'is empty')
    .optional(),
};

/** The accounts, however they were given. @throws WhatsGateConfigurationError for none, or the same one twice. */
export function readAccountsOptions({ whatsappId, accounts }: AccountsOptions): AccountsSettings {
  if (whatsappId !== undefined && accounts !== undefined) {
    throw new WhatsGateConfigurationError(
      'Give either whatsappId (one account) or accounts (several), not both.',
    );
  }
  const given = accounts ?? (whatsappId === undefined ? [] : [{ whatsappId }]);
  if (given.length === 0) {
    throw new WhatsGateConfigurationError(
      'whatsappId is missing: the WhatsappID of your session in the WhatsGate dashboard.',
    );
  }
  if (new Set(given.map((account) => account.whatsappId)).size < given.length) {
    throw new WhatsGateConfigurationError('accounts names the same whatsappId twice.');
  }
  return { accounts: given };
}
