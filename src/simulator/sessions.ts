import type { SessionStatus, SimulatedAccount } from './accounts';
import type { EmittedEvent, Gateway } from './gateway';

/** Makes a session READY, raises `ready` and runs the sends that waited for it. */
export function connectSession(gateway: Gateway, account: SimulatedAccount): EmittedEvent {
  const wid = account.wid ?? `${79_990_000_000 + account.number}@c.us`;
  const pushname = account.pushname ?? account.name;
  const connected = { ...account, status: 'READY' as const, wid, pushname, code: null };
  gateway.state.putAccount(connected);
  const profile = { number: wid.replace(/@.*$/, ''), pushname };
  const data = gateway.assumptions.readyEventNested ? { account: profile } : profile;
  const emitted = gateway.emit(connected, 'ready', data);
  const waiting = gateway.waitingSends.get(account.whatsappId) ?? [];
  gateway.waitingSends.delete(account.whatsappId);
  for (const send of waiting) send();
  return emitted;
}

/**
 * Takes a session off WhatsApp and raises `disconnect`; by the page, it is deleted then (webhook page).
 * @param status What the session is afterwards; by the assumption `disconnectDeletesSession` when left out.
 */
export function disconnectSession(
  gateway: Gateway,
  account: SimulatedAccount,
  status: SessionStatus = gateway.assumptions.disconnectDeletesSession ? 'DESTROYING' : 'AUTH',
): EmittedEvent {
  gateway.state.changeAccount(account.whatsappId, { status });
  return gateway.emit(account, 'disconnect', {});
}

/** How long a session is without WhatsApp when nobody says, in milliseconds by the simulator's clock. */
const USUAL_LOSS_MS = 10_000;

/** Takes a session off WhatsApp for a while. One that is connected or deleted meanwhile is left alone then. */
export function loseConnection(gateway: Gateway, account: SimulatedAccount, forMs = USUAL_LOSS_MS): void {
  disconnectSession(gateway, account);
  const lost = gateway.state.account(account.whatsappId)?.status;
  const comeBack = (): void => {
    const now = gateway.state.account(account.whatsappId);
    if (now !== undefined && now.status === lost) connectSession(gateway, now);
  };
  gateway.later(comeBack, forMs, gateway.returns);
}

/** Keeps an asynchronous send until its session is connected; the oldest goes when there are too many. */
export function waitForConnection(gateway: Gateway, account: SimulatedAccount, send: () => void): void {
  const waiting = [...(gateway.waitingSends.get(account.whatsappId) ?? []), send];
  gateway.waitingSends.set(account.whatsappId, waiting.slice(-gateway.options.limits.messages));
}
