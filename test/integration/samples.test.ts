import assert from 'node:assert/strict';
import { createSimulator, type SimulatedUser, type Simulator } from '../../src/simulator/index';
import { Child } from '../support/child';

const TOKEN = 'a-token-for-the-tests-of-the-samples';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the samples', function () {
  // Each starts a process that has TypeScript to translate first.
  this.timeout(60_000);

  let simulator: Simulator;
  let children: Child[] = [];

  beforeEach(async () => {
    simulator = await createSimulator();
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => child.end()));
    children = [];
    await simulator.close();
  });

  const run = (command: string, parameters: readonly string[], settings: NodeJS.ProcessEnv): Child => {
    const child = new Child(command, parameters, { CONTROL_PORT: '0', ...settings });
    children.push(child);
    return child;
  };
  const startSample = (name: string, settings: NodeJS.ProcessEnv): Child =>
    run(process.execPath, ['--import', 'tsx', `samples/${name}/src/index.ts`], settings);

  /** Starts a sample on the account of the test's gateway, and sets its webhook. */
  const connect = async (name: string, settings: NodeJS.ProcessEnv = {}): Promise<Child> => {
    const child = startSample(name, {
      WHATSGATE_API_KEY: simulator.apiKey,
      WHATSGATE_WHATSAPP_ID: simulator.whatsappId,
      WHATSGATE_WEBHOOK_TOKEN: TOKEN,
      WHATSGATE_BASE_URL: simulator.baseUrl,
      ...settings,
    });
    const [url] = await child.writes(/http:\/\/127\.0\.0\.1:\d+\/api\/whatsgate/);
    assert.ok(!child.output.includes(TOKEN), 'the token is a secret');
    simulator.setWebhook(`${url}/${TOKEN}`);
    return child;
  };

  /** What the bot answers to a text, once its turn has ended. */
  const answerTo = async (person: SimulatedUser, text: string): Promise<string> => {
    const { delivered } = await person.says(text);
    const { body } = await simulator.nextMessage({ to: person });
    await delivered;
    return body ?? '';
  };

  for (const name of ['echo-bot', 'echo-bot-express', 'echo-bot-node-http', 'agents-echo']) {
    it(`${name} echoes with a quote, sends files back, and leaves when asked to`, async () => {
      const child = await connect(name);
      const anna = simulator.user('79991112233', { name: 'Anna' });

      const said = await anna.says('hi');
      const answer = await simulator.nextMessage({ to: anna });
      assert.equal(answer.body, 'You said: hi');
      assert.equal(answer.quote, said.id);
      assert.equal((await said.delivered).outcome, 'acknowledged');

      const sent = await anna.sends({ type: 'image', mimetype: 'image/png', data: PNG, filename: 'dot.png' });
      assert.match((await simulator.nextMessage({ to: anna })).body ?? '', /^You sent an image: /);
      const back = await simulator.nextMessage({ to: anna });
      assert.equal(back.type, 'image');
      assert.equal(back.quote, sent.id);
      assert.deepEqual(back.media?.data, PNG);
      await sent.delivered;

      child.stop('SIGTERM');
      assert.equal(await child.ended, 0, child.output);
    });
  }

  it('proactive writes to those who have written, and to a number first', async () => {
    const child = await connect('proactive');
    const [notifyUrl] = await child.writes(/http:\/\/127\.0\.0\.1:\d+\/api\/notify/);
    const writeUrl = notifyUrl.replace('notify', 'write');
    const anna = simulator.user('79991112233', { name: 'Anna' });
    const boris = simulator.user('79994445566', { name: 'Boris' });
    simulator.user('79990000000', { isRegistered: false });
    const write = (body: object): Promise<Response> =>
      fetch(writeUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    const { delivered } = await anna.says('hello');
    assert.match((await simulator.nextMessage({ to: anna })).body ?? '', /^Got it/);
    await delivered;

    assert.deepEqual(await (await fetch(notifyUrl)).json(), { notified: 1, failed: 0 });
    const news = await simulator.nextMessage({ to: anna });
    assert.equal(news.body, 'There is news.');
    assert.equal(news.quote, undefined);

    assert.equal((await write({ number: '79994445566', text: 'Hello Boris' })).status, 200);
    assert.equal((await simulator.nextMessage({ to: boris })).body, 'Hello Boris');
    assert.equal((await write({ number: 7 })).status, 400);
    const unknown = await write({ number: '79990000000', text: 'Hello?' });
    assert.equal(unknown.status, 502);
    assert.match(await unknown.text(), /not on WhatsApp/);

    child.stop('SIGINT');
    assert.equal(await child.ended, 0, child.output);
  });

  it('agents-application counts, looks at files, and reminds', async () => {
    const child = await connect('agents-application', { REMIND_AFTER_MS: '1' });
    const anna = simulator.user('79991112233', { name: 'Anna' });
    const bodyOfNext = async (): Promise<string | undefined> =>
      (await simulator.nextMessage({ to: anna })).body;

    const said = await anna.says('hi');
    const answer = await simulator.nextMessage({ to: anna });
    assert.deepEqual([answer.body, answer.quote], ['1. You said: hi', said.id]);
    await anna.sends({ type: 'document', mimetype: 'application/pdf', data: PNG, caption: 'look' });
    assert.equal(await bodyOfNext(), '2. You said: look');
    assert.equal(await bodyOfNext(), `A file of ${PNG.length} bytes: image/png`);
    const asked = await anna.says('remind me');
    assert.equal(await bodyOfNext(), 'I will.');
    assert.equal(await bodyOfNext(), 'You wanted to be reminded.');
    await asked.delivered;

    child.stop('SIGTERM');
    assert.equal(await child.ended, 0, child.output);
  });

  it('attachments tells of files, sends them back, and sends its own', async () => {
    const child = await connect('attachments');
    const [origin] = await child.writes(/http:\/\/127\.0\.0\.1:\d+/);
    const anna = simulator.user('79991112233', { name: 'Anna' });

    await anna.sends({ type: 'document', mimetype: 'image/png', data: PNG, filename: 'dot.png' });
    const told = await simulator.nextMessage({ to: anna });
    assert.equal(told.body, `Got dot.png: image/png, ${PNG.length} bytes. Here it is again.`);
    assert.deepEqual((await simulator.nextMessage({ to: anna })).media?.data, PNG);

    for (const [word, filename, text] of [
      ['menu', 'menu.txt', 'Soup 4\nBread 1\nTea 2\n'],
      ['report', 'report.csv', 'day,orders\n1,7\n2,14\n3,21\n'],
      ['data', 'hello.txt', 'Hello'],
    ] as const) {
      await anna.says(word);
      const { type, body, media } = await simulator.nextMessage({ to: anna });
      assert.deepEqual([type, body, media?.filename], ['doc', 'Here you are.', filename]);
      assert.equal(media?.data.toString(), text);
    }
    await anna.says('what?');
    assert.match((await simulator.nextMessage({ to: anna })).body ?? '', /^Send me a file/);
    assert.equal((await fetch(`${origin}/api/media/unsigned`)).status, 404);

    child.stop('SIGTERM');
    assert.equal(await child.ended, 0, child.output);
  });

  it('cards are chosen from a menu, and their buttons by number and title', async () => {
    const child = await connect('cards');
    const anna = simulator.user('79991112233', { name: 'Anna' });
    const ask = (text: string): Promise<string> => answerTo(anna, text);

    assert.equal(
      await ask('hi'),
      '*Cards*\n\nWhich one?\n\n1. Hero\n2. Receipt\n3. Sign in\n4. Video\n5. Adaptive\n6. Poll',
    );
    assert.equal(
      await ask('1'),
      '*Tea of the day*\nA *green* one, from the hills.\n\n1. Order it\nRead more: https://example.com/tea',
    );
    assert.equal(await ask('order IT'), 'Your tea is on its way.');
    await ask('menu');
    assert.match(
      await ask('receipt'),
      /^\*Your order\*[^]*\*Green tea\* × 2 — 8\.00 €[^]*\*Total:\* 8\.56 €$/,
    );
    await ask('menu');
    assert.match(await ask('5'), /^\*How was your tea\?\*\n\n\*Table:\* 7\n\n1\. Good\n2\. Bad\nSend: 1–2$/);
    assert.equal(await ask('2'), 'You sent: `{"mark":"bad","form":"tea"}`');
    await ask('menu');
    assert.equal(await ask('6'), 'Which one _next_?\n\n1. Black\n2. White');
    assert.equal(await ask('white'), 'You sent: `{"vote":"White"}`');

    child.stop('SIGTERM');
    assert.equal(await child.ended, 0, child.output);
  });

  it('dialogs are answered by number and by word', async () => {
    const child = await connect('dialogs');
    const anna = simulator.user('79991112233', { name: 'Anna' });
    const ask = (text: string): Promise<string> => answerTo(anna, text);

    assert.equal(await ask('hi'), 'Which tea? (1) Green, (2) Black, or (3) White');
    assert.equal(await ask('2'), 'Which size?\n\n1. Small, 0.2 l\n2. Large, 0.4 l');
    assert.equal(await ask('2'), 'How many cups?');
    assert.equal(await ask('20'), 'From 1 to 9 cups, please.');
    assert.equal(await ask('2'), '2 × large *Black* tea. Is this right? (1) Yes or (2) No');
    assert.equal(await ask('1'), 'Thank you, it is on its way.');

    assert.match(await ask('again'), /^Which tea\?/);
    assert.match(await ask('green'), /^Which size\?/);
    assert.equal(await ask('SMALL, 0.2 l'), 'How many cups?');
    assert.equal(await ask('cancel'), 'The order is cancelled.');

    child.stop('SIGTERM');
    assert.equal(await child.ended, 0, child.output);
  });

  it('says what is missing', async () => {
    const half = startSample('echo-bot', { WHATSGATE_API_KEY: 'key', WHATSGATE_WHATSAPP_ID: 'id' });
    const none = startSample('echo-bot-node-http', {
      WHATSGATE_API_KEY: '',
      WHATSGATE_WHATSAPP_ID: '',
      WHATSGATE_WEBHOOK_TOKEN: '',
    });
    assert.deepEqual(await Promise.all([half.ended, none.ended]), [1, 1]);
    assert.match(half.output, /WHATSGATE_WEBHOOK_TOKEN is missing/);
    assert.match(none.output, /WHATSGATE_API_KEY is missing/);
  });

  it('npm start is a chat that can be piped into', async () => {
    const child = run('npm', ['start'], { WHATSGATE_API_KEY: '' });
    child.types('hi\n/image\n');
    assert.equal(await child.ended, 0, child.output);
    assert.match(child.output, /This is an echo bot[^]*\/help/);
    assert.match(child.output, /Anna \[1\]: hi {2}✓[^]*┃ Anna \[1\]: hi\n.*You said: hi[^]*\[1\] ✓✓/);
    assert.match(child.output, /You sent an image[^]*\[image\] [^\n]*bytes/);
    assert.ok(!child.output.includes('Warning'), child.output);
  });

  it('the chat of npm start leaves when asked to', async () => {
    const child = startSample('echo-bot', { WHATSGATE_API_KEY: '' });
    await child.writes(/\/help/);
    child.stop('SIGTERM');
    assert.equal(await child.ended, 0, child.output);
  });
});
