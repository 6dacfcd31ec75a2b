import assert from 'node:assert/strict';
import { createSimulator, type Simulator } from '../../src/simulator/index';
import { Child } from '../support/child';
import { startPostgres, type PostgresServer } from '../support/postgres';

const TOKEN = 'a-token-for-the-test-of-the-fleet';

describe('the sample fleet', function () {
  this.timeout(300_000);

  let database: PostgresServer;
  let simulator: Simulator;
  let child: Child | undefined;
  before(async () => {
    database = await startPostgres();
    simulator = await createSimulator({ page: false });
  });
  after(async () => {
    await child?.end();
    await simulator.close();
    await database.stop();
  });

  it('is two processes and a proxy with one command, and goes on when one of them is killed', async () => {
    child = new Child(process.execPath, ['--import', 'tsx', 'samples/fleet/src/index.ts'], {
      WHATSGATE_API_KEY: simulator.apiKey,
      WHATSGATE_WHATSAPP_ID: simulator.whatsappId,
      WHATSGATE_WEBHOOK_TOKEN: TOKEN,
      WHATSGATE_BASE_URL: simulator.baseUrl,
      DATABASE_URL: database.url,
    });
    const [url] = await child.writes(/http:\/\/127\.0\.0\.1:\d+\/api\/whatsgate/);
    assert.ok(!child.output.includes(TOKEN), 'the token is a secret');
    await child.writes(/takes webhooks[^]*takes webhooks/);
    const pids = [...child.output.matchAll(/Process (\d+) takes/g)].map(([, pid]) => Number(pid));
    assert.equal(new Set(pids).size, 2);
    simulator.setWebhook(`${url}/${TOKEN}`);

    const anna = simulator.user('79991112233', { name: 'Anna' });
    const answerers = new Set<number>();
    let count = 0;
    const ask = async (): Promise<void> => {
      const said = await anna.says('hi');
      const { body = '' } = await simulator.nextMessage({ to: anna, timeoutMs: 60_000 });
      const answer = /^Message (\d+), answered by process (\d+): hi$/.exec(body);
      assert.equal(Number(answer?.[1]), (count += 1), body);
      answerers.add(Number(answer?.[2]));
      assert.equal((await said.delivered).outcome, 'acknowledged');
    };
    await ask();
    await ask();
    assert.ok(
      [...answerers].every((pid) => pids.includes(pid)),
      'one of the two answers',
    );

    const [killed = 0] = answerers;
    process.kill(killed, 'SIGKILL');
    await child.writes(new RegExp(`Process ${killed} has ended[^]*takes webhooks`));
    answerers.clear();
    await ask();
    assert.ok(!answerers.has(killed));

    child.stop('SIGTERM');
    assert.equal(await child.ended, 0, child.output);
  });
});
