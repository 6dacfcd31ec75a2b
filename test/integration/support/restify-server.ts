/**
 * The adapter on restify, in a process of its own: restify changes `http.ServerResponse` for everybody in its process
 * (its `writeHead` gives nothing back). Started with the options in JSON; tells its two ports and lives until it is killed.
 */
import * as restify from 'restify';
import { WhatsGateAdapter, type WhatsGateAdapterOptions } from '../../../src/index';

const adapter = new WhatsGateAdapter(JSON.parse(process.argv[2] ?? '{}') as WhatsGateAdapterOptions);

function mount(server: restify.Server): Promise<number> {
  server.post('/api/whatsgate/:token', async (req, res) =>
    adapter.process(req, res, async (context) => {
      await context.sendActivity(`Echo: ${context.activity.text}`);
    }),
  );
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

async function main(): Promise<void> {
  const parsing = restify.createServer();
  parsing.use(restify.plugins.bodyParser());
  const ports = [await mount(restify.createServer()), await mount(parsing)];
  process.send?.(ports);
}

void main();
