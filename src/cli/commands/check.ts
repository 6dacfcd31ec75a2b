import type { AddCommand } from '../context';
import { EXIT_CODES } from '../exit-codes';
import { addGatewayOptions, requiredAccount, withClient, type GatewayOptions } from '../gateway-access';
import { phoneNumber } from '../recipient';

/** `check`: whether a phone number is on WhatsApp. */
export const addCheck: AddCommand = (program, context) => {
  addGatewayOptions(
    program
      .command('check')
      .description('ask whether a phone number is on WhatsApp; ends with 7 when it is not')
      .argument('<number>', 'with country code', phoneNumber),
  ).action(async (number: string, options: GatewayOptions) => {
    const account = requiredAccount(options, context);
    const isRegistered = await withClient(options, context, (client) => client.check(account, number));
    context.report.result({ number, isRegistered }, isRegistered ? 'yes' : 'no');
    if (!isRegistered) context.setExitCode(EXIT_CODES.no);
  });
};
