import type { Server } from 'node:http';
import { ControlPlane } from './control/control-plane';
import { Gateway } from './gateway';
import { resolveOptions, type SimulatorOptions } from './options';
import { createGatewayServer } from './server';
import { readStateFile } from './saved/file';
import { goOn, restorePeople, restoreState } from './saved/restore';
import { Simulator } from './simulator';

/** Binds the server; the address with the port that was taken. */
function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${taken}`);
    });
  });
}

/**
 * Starts a stand-in for the WhatsGate gateway: a real HTTP server with the real commands, webhooks and repeats, and
 * methods to play the WhatsApp users.
 * @param options Everything may be left out.
 * @returns A running simulator; `close` it when done.
 * @throws (as a rejection) Error with NODE_ENV=production, when the port is taken or the state file is none; TypeError when an option is
 * impossible.
 * @example
 * const sim = await createSimulator();
 * const adapter = new WhatsGateAdapter({ baseUrl: sim.baseUrl, apiKey: sim.apiKey, whatsappId: sim.whatsappId, … });
 * sim.setWebhook('http://127.0.0.1:3978/api/whatsgate/TOKEN');
 * const anna = sim.user('79991112233', { name: 'Anna' });
 * await anna.says('hi');
 * const answer = await sim.nextMessage({ to: anna });
 * assert.equal(answer.body, 'Hello Anna');
 * await sim.close();
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const resolved = resolveOptions(options, process.env);
  const { stateFile } = resolved;
  const saved = stateFile === undefined ? undefined : await readStateFile(stateFile);
  const gateway = new Gateway(saved === undefined ? resolved : { ...resolved, apiKey: saved.apiKey });
  if (saved !== undefined) restoreState(gateway, saved);
  const control = resolved.page ? new ControlPlane(gateway) : undefined;
  const server = createGatewayServer(
    gateway,
    (incoming, response) => control?.takes(incoming, response) === true,
  );
  gateway.origin = await listen(server, resolved.port, resolved.host);
  const simulator = new Simulator(gateway, server);
  if (saved !== undefined) {
    restorePeople(simulator, saved);
    goOn(gateway, saved);
  }
  control?.attach(simulator);
  return simulator;
}
