import { httpUrl } from '../arguments';
import type { AddCommand } from '../context';
import { CliError } from '../failure';
import { addGatewayOptions, requiredAccount, withClient, type GatewayOptions } from '../gateway-access';
import { withoutToken } from '../show';

interface SetHookOptions extends GatewayOptions {
  readonly clear?: boolean;
}

/** `set-hook`: where an account's events are delivered to. */
export const addSetHook: AddCommand = (program, context) => {
  addGatewayOptions(
    program
      .command('set-hook')
      .description('set where the gateway delivers the events of an account')
      .argument('[url]', 'the URL of the bot, with its token', httpUrl)
      .option('--clear', 'deliver nowhere'),
  ).action(async (url: string | undefined, options: SetHookOptions) => {
    if ((url === undefined) !== (options.clear === true)) {
      throw new CliError('usage', 'Give either the URL of the webhook or --clear.');
    }
    const account = requiredAccount(options, context);
    await withClient(options, context, (client) => client.setHook(account, url ?? ''));
    const webhook = url === undefined ? null : withoutToken(url);
    context.report.result({ account, webhook }, webhook === null ? 'No webhook now.' : `Webhook: ${webhook}`);
  });
};
