import type { AddCommand } from '../context';
import { addGatewayOptions, withClient, type GatewayOptions } from '../gateway-access';
import { columns, withoutToken } from '../show';
import type { WhatsGateClient } from '../../whatsgate/client';
import type { Session } from '../../whatsgate/wire';

/** The largest page that the gateway gives (sessions-get page). */
const PAGE_SIZE = 100;
/** More pages than anybody has: what ends the reading if a gateway keeps saying that there are more. */
const MOST_PAGES = 100;

async function allSessions(client: WhatsGateClient): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await client.getSessions({ page, pageSize: PAGE_SIZE });
    sessions.push(...answer.items);
    if (page >= answer.pages || answer.items.length === 0) break;
  }
  return sessions;
}

/** `sessions`: the accounts of the key. Pairing codes are left out, and of webhooks the token. */
export const addSessions: AddCommand = (program, context) => {
  addGatewayOptions(
    program
      .command('sessions')
      .description('list the WhatsApp accounts of the key, webhooks without their token'),
  ).action(async (options: GatewayOptions) => {
    const sessions = await withClient(options, context, allSessions);
    const shown = sessions.map(({ unique_id, name, status, wid, callback }) => ({
      whatsappId: unique_id,
      name: name ?? '',
      status: status ?? '',
      wid: wid ?? null,
      webhook: typeof callback === 'string' && callback !== '' ? withoutToken(callback) : null,
    }));
    const rows = shown.map(({ whatsappId, status, name, wid, webhook }) => [
      ...[whatsappId, status, name],
      ...[wid ?? '-', webhook ?? '-'],
    ]);
    context.report.result(shown, columns([['WhatsappID', 'status', 'name', 'wid', 'webhook'], ...rows]));
  });
};
