import { wireSession } from '../accounts';
import type { Gateway } from '../gateway';
import type { JsonObject } from '../json';
import { isWebhookUrl } from '../options';
import { disconnectSession } from '../sessions';
import { badRequest, OK_ANSWER, optionalText, requiredSession, requiredText, type Command } from './command';
import { pageAnswer } from './page';
import { phoneNumber } from './recipient';

function webhookUrl(gateway: Gateway, url: string): string {
  if (isWebhookUrl(url)) return url;
  throw badRequest(gateway, 'callback is an http or https URL.');
}

/** `POST /session-create`: a new session, linked by QR picture or by code (session-create page). */
export const sessionCreate: Command = ({ gateway, body }) => {
  const name = requiredText(gateway, body, 'name');
  const callback = optionalText(gateway, body, 'callback');
  const authType = optionalText(gateway, body, 'auth_type');
  if (authType !== undefined && authType !== 'CODE')
    throw badRequest(gateway, 'auth_type is CODE or left out.');
  const byCode = authType === 'CODE';
  if (byCode) phoneNumber(gateway, requiredText(gateway, body, 'number'), 'number');
  const url = callback === undefined ? null : webhookUrl(gateway, callback);
  const added = gateway.addAccount(name, url);
  const account = byCode
    ? gateway.state.putAccount({ ...added, code: `${gateway.random.hex(4)}-${gateway.random.hex(4)}` })
    : added;
  const pairing = byCode ? { code: account.code } : { qr: null };
  return {
    body: {
      result: 'OK',
      data: { ...wireSession(account, gateway.origin, gateway.assumptions), ...pairing },
    },
  };
};

/** `POST /session-delete`: logs the session out and erases it (session-delete page). */
export const sessionDelete: Command = (call) => {
  const { gateway } = call;
  const account = requiredSession(call);
  const deleted = gateway.state.putAccount({ ...account, status: 'DESTROYING' });
  return {
    body: { result: 'OK', data: wireSession(deleted, gateway.origin, gateway.assumptions) },
    afterwards: () => {
      if (gateway.assumptions.deleteEmitsDisconnect) disconnectSession(gateway, deleted, 'DESTROYING');
    },
  };
};

/** `POST /sessions-get`: the active sessions, filtered and in pages (sessions-get page). */
export const sessionsGet: Command = ({ gateway, body }) => {
  const whatsappId = optionalText(gateway, body, 'WhatsappID');
  const name = optionalText(gateway, body, 'name');
  const status = optionalText(gateway, body, 'status');
  const sessions = gateway.state.accounts.filter(
    (account) =>
      (status === undefined ? account.status !== 'DESTROYING' : account.status === status) &&
      (whatsappId === undefined || account.whatsappId === whatsappId) &&
      (name === undefined || account.name === name),
  );
  const { head, items } = pageAnswer(gateway, body, sessions);
  const data = items.map((account) => wireSession(account, gateway.origin, gateway.assumptions));
  return { body: { ...head, data } };
};

/** Which form of "no callback" a request has, if any (set-hook page: "enables or disables"). */
function clearingForm(body: JsonObject): 'null' | 'empty' | 'omitted' | undefined {
  const callback = body['callback'];
  if (callback === null) return 'null';
  if (callback === '') return 'empty';
  return callback === undefined ? 'omitted' : undefined;
}

/** `POST /set-hook`: where the session's events go (set-hook page). */
export const setHook: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  const form = clearingForm(body);
  const { setHookClears } = gateway.assumptions;
  if (form !== undefined && setHookClears !== 'any' && setHookClears !== form) {
    throw badRequest(gateway, 'callback is an http or https URL.');
  }
  const callback = form === undefined ? webhookUrl(gateway, requiredText(gateway, body, 'callback')) : null;
  gateway.state.changeAccount(account.whatsappId, { callback });
  return OK_ANSWER;
};

/** `POST /set-name`: renames the session (command list; its fields are inferred). */
export const setName: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  gateway.state.changeAccount(account.whatsappId, { name: requiredText(gateway, body, 'name') });
  return OK_ANSWER;
};
