import type { Gateway } from './gateway';
import { connectSession } from './sessions';

/** How long a gateway is away when a fault does not say, in milliseconds by the simulator's clock. */
export const USUAL_DOWNTIME_MS = 5000;

function comeBack(gateway: Gateway): void {
  gateway.isDown = false;
  gateway.deliveries.resume();
  gateway.changes.tell('settings');
  if (!gateway.assumptions.restartEmitsReady) return;
  for (const account of gateway.state.accounts) {
    if (account.status === 'READY') connectSession(gateway, account);
  }
}

/**
 * Takes the gateway down and up again. Requests of both directions that are under way are cut off, new ones are
 * refused. Nothing happens when it is down already.
 * @param downMs Milliseconds until it is back, by the simulator's clock.
 */
export function restartGateway(gateway: Gateway, downMs: number): void {
  if (gateway.isDown) return;
  const keepsWaiting = gateway.assumptions.restartKeepsWaiting;
  gateway.isDown = true;
  for (const hangUp of gateway.hanging) hangUp();
  gateway.hanging.clear();
  if (!keepsWaiting) {
    for (const cancel of gateway.scheduled) cancel();
    gateway.scheduled.clear();
    gateway.waitingSends.clear();
    gateway.pendingAcks.clear();
  }
  gateway.deliveries.interrupt(keepsWaiting);
  gateway.changes.tell('settings');
  gateway.later(() => comeBack(gateway), downMs);
}
