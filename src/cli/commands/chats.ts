import type { AddCommand } from '../context';
import { addGatewayOptions, requiredAccount, withClient, type GatewayOptions } from '../gateway-access';
import { columns } from '../show';

/** `chats`: the chats of an account. */
export const addChats: AddCommand = (program, context) => {
  addGatewayOptions(program.command('chats').description('list the chats of an account')).action(
    async (options: GatewayOptions) => {
      const account = requiredAccount(options, context);
      const chats = await withClient(options, context, (client) => client.getChats(account));
      const rows = chats.map(({ id, name, isGroup, unreadCount }) => [
        id,
        isGroup === true ? 'group' : 'contact',
        String(unreadCount ?? 0),
        name ?? '',
      ]);
      context.report.result(chats, columns([['id', 'kind', 'unread', 'name'], ...rows]));
    },
  );
};
