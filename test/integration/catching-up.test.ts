import assert from 'node:assert/strict';
import { manualClock, type ManualClock, type SimulatorOptions } from '../../src/simulator/index';
import { startWorld, type World } from './support/world';

const ANNA = '79991112233';
/** Longer than a test takes, in milliseconds. */
const PATIENCE_MS = 10_000;

describe('Catching up', () => {
  let clock: ManualClock;
  let world: World;
  let answered: string[];
  afterEach(() => world.close());

  async function start(assumptions: SimulatorOptions['assumptions'] = {}): Promise<void> {
    // By the own clock all of it has happened: a watermark does not go where that has not come yet.
    clock = manualClock(Date.now() - 24 * 3_600_000);
    answered = [];
    world = await startWorld({
      adapter: { catchUp: 20 },
      simulator: { clock, assumptions },
      logic: (context) => {
        answered.push(context.activity.text);
        return Promise.resolve();
      },
    });
  }

  async function say(text: string): Promise<void> {
    await (
      await world.sim.user(ANNA).says(text)
    ).delivered;
  }

  /** Says it while no webhook gets through. */
  async function sayUnheard(...texts: string[]): Promise<void> {
    world.sim.faults.onWebhook('message', { kind: 'drop' }, { times: texts.length });
    for (const text of texts) await world.sim.user(ANNA).says(text);
  }

  async function until(isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isSo() && Date.now() < deadline) await new Promise(setImmediate);
    assert.ok(isSo(), `answered: ${answered.slice(-5).join(', ')}`);
  }

  const looks = (): number => world.sim.requests.filter(({ command }) => command === 'events-get').length;

  it('answers what no webhook has brought, once, and nothing from before the bot', async () => {
    await start();
    await sayUnheard('before');
    await clock.advance(3_600_000);
    await say('one');
    await sayUnheard('two');
    await until(() => answered.includes('two'));
    assert.deepEqual(answered, ['one', 'two']);
  });

  it('answers what came long before the latest webhook, when the gateway could not be asked meanwhile', async () => {
    await start();
    await say('one');
    await until(() => looks() > 0);
    const outage = world.sim.faults.onCommand('events-get', { kind: 'reset-before' }, { probability: 1 });
    await sayUnheard('two');
    await clock.advance(3_600_000);
    await say('three');
    outage.remove();
    await until(() => answered.includes('two'));
    const before = looks();
    await until(() => looks() > before + 2);
    assert.deepEqual(answered, ['one', 'three', 'two']);
  });

  for (const eventsGetOrder of ['ascending', 'descending'] as const) {
    it(`answers hundreds in the order of their coming, each once, listed in ${eventsGetOrder} order`, async () => {
      await start({ eventsGetOrder });
      await say('0');
      const texts = Array.from({ length: 250 }, (_, index) => String(index + 1));
      await sayUnheard(...texts);
      await until(() => answered.length > texts.length);
      const before = looks();
      await until(() => looks() > before + 6);
      assert.deepEqual(answered, ['0', ...texts]);
    });
  }
});
