import type { Connections } from '@microsoft/agents-hosting';
import { WhatsGateUnsupportedError } from '../whatsgate/errors';

/**
 * What the adapter is to Microsoft's identity platform. The SDK refuses to make an adapter without an id in
 * production; no token is ever asked for with this one.
 */
export const NO_IDENTITY = { clientId: 'whatsgate', tenantId: 'whatsgate' } as const;

/**
 * Connections that give no token. A process may hold the credentials of another channel, and what asks the adapter of
 * a turn for a token, such as the SDK's `AttachmentDownloader`, would send it to wherever a message points.
 */
export function createRefusingConnections(): Connections {
  const refuse = (): never => {
    throw new WhatsGateUnsupportedError(
      'Turns of WhatsGate have no token. Download files with WhatsGateFileDownloader or adapter.downloadAttachment, and ask for the tokens of other services with a connection of your own.',
    );
  };
  return {
    getConnection: refuse,
    getDefaultConnection: refuse,
    getTokenProvider: refuse,
    getTokenProviderFromActivity: refuse,
    getDefaultConnectionConfiguration: () => ({ ...NO_IDENTITY }),
  };
}
