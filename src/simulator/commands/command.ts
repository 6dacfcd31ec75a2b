import type { SimulatedAccount } from '../accounts';
import { GatewayFailure } from '../gateway-failure';
import type { Gateway } from '../gateway';
import type { JsonObject } from '../json';
import type { RequestRecord } from '../requests';

/** What a command is given. */
export interface CommandCall {
  readonly gateway: Gateway;
  /** The request's JSON; its fields are unchecked. */
  readonly body: JsonObject;
  readonly request: RequestRecord;
}

/** What a command gives back. */
export interface CommandAnswer {
  readonly body: unknown;
  /** Run when the answer has been handed over: whatever the rest of the world hears of the command. */
  readonly afterwards?: () => void;
}

/** One command of the gateway. Throws GatewayFailure when it refuses. */
export type Command = (call: CommandCall) => CommandAnswer;

/** The answer of commands that have nothing to tell. */
export const OK_ANSWER: CommandAnswer = { body: { result: 'OK' } };

/** A refusal for fields that are missing or wrong. */
export function badRequest(gateway: Gateway, message: string): GatewayFailure {
  return new GatewayFailure(gateway.assumptions.badRequestStatus, message);
}

/** A required text field that is not empty. */
export function requiredText(gateway: Gateway, body: JsonObject, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(gateway, `${field} is required and is a string.`);
}

/** A text field that may be missing or null: one client passes null for what it does not set (reference 6). */
export function optionalText(gateway: Gateway, body: JsonObject, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw badRequest(gateway, `${field} is a string.`);
}

/** The session that `WhatsappID` names. */
export function requiredSession({ gateway, body }: CommandCall): SimulatedAccount {
  const whatsappId = requiredText(gateway, body, 'WhatsappID');
  const account = gateway.state.account(whatsappId);
  if (account !== undefined && account.status !== 'DESTROYING') return account;
  throw new GatewayFailure(
    gateway.assumptions.unknownSessionStatus,
    `WhatsappID ${whatsappId} was not found.`,
  );
}

/** Refuses a session that is not connected to WhatsApp. */
export function requireReady(gateway: Gateway, account: SimulatedAccount): void {
  if (account.status === 'READY') return;
  throw badRequest(
    gateway,
    `WhatsappID ${account.whatsappId} is not connected: its status is ${account.status}.`,
  );
}
