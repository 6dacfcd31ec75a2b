import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type Simulator } from '../../../src/simulator/index';
import { CommandInProcess, runCommand, type CommandResult } from '../support/command-line';

const ANNA = '79991112233';

describe('the commands of the gateway', function () {
  // Some start a process that has TypeScript to translate first.
  this.timeout(60_000);

  let sim: Simulator;
  beforeEach(async () => {
    sim = await createSimulator();
  });
  afterEach(() => sim.close());

  const settings = (): NodeJS.ProcessEnv => ({
    WHATSGATE_API_KEY: sim.apiKey,
    WHATSGATE_BASE_URL: sim.baseUrl,
    WHATSGATE_WHATSAPP_ID: sim.whatsappId,
  });
  const run = async (...words: string[]): Promise<CommandResult> => {
    const result = await new CommandInProcess(words, settings()).ended;
    assert.ok(!`${result.output}${result.errors}`.includes(sim.apiKey), 'the key is a secret');
    return result;
  };
  const json = ({ output }: CommandResult): unknown => JSON.parse(output);

  it('send: a text by number, and a reply by id that quotes', async () => {
    const anna = sim.user(ANNA, { name: 'Anna' });
    const question = await anna.says('hello?');
    const [plain, reply] = await Promise.all([
      run('send', '+7 999 111-22-33', 'Hello', '--json'),
      run('send', anna.id, 'Yes?', '--quote', question.id),
    ]);
    const { queued, id } = json(plain) as { queued: boolean; id: string };
    assert.equal(queued, false);
    assert.equal(sim.messages.find((message) => message.id === id)?.body, 'Hello');
    assert.match(reply.output, /^Sent: true_79991112233@c\.us_/);
    const sent = sim.messages.find(({ body }) => body === 'Yes?');
    assert.equal(sent?.quote, question.id);
    assert.deepEqual([plain.code, reply.code, reply.errors], [0, 0, '']);
  });

  it('send: a file with the type that suits it, and one that is queued', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'whatsgate-cli-'));
    try {
      const picture = join(folder, 'dot.png');
      writeFileSync(picture, 'not really a picture');
      const voice = join(folder, 'note.ogg');
      writeFileSync(voice, 'OggS');
      const results = await Promise.all([
        run('send', ANNA, 'A caption', '--file', picture),
        run('send', ANNA, '--file', voice, '--async'),
      ]);
      assert.deepEqual(
        results.map(({ code }) => code),
        [0, 0],
      );
      assert.equal(results[1].output, 'Queued.\n');
      const image = await sim.nextMessage({ to: `${ANNA}@c.us` });
      const note = await sim.nextMessage({ to: `${ANNA}@c.us` });
      const [first, second] = image.type === 'image' ? [image, note] : [note, image];
      assert.deepEqual([first.type, first.body, first.media?.filename], ['image', 'A caption', 'dot.png']);
      assert.deepEqual([second.type, String(second.media?.data)], ['voice', 'OggS']);
      const missing = await run('send', ANNA, '--file', join(folder, 'none.png'));
      assert.equal(missing.code, 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('check: says yes or no, also by its exit code', async () => {
    sim.user('79990000000', { isRegistered: false });
    const [yes, no] = await Promise.all([run('check', ANNA), run('check', '79990000000', '--json')]);
    assert.deepEqual([yes.code, yes.output], [0, 'yes\n']);
    assert.deepEqual([no.code, json(no)], [7, { number: '79990000000', isRegistered: false }]);
  });

  it('says what is wanted in words that are not taken for a number', async () => {
    for (const words of [
      ['check', 'x'],
      ['send', 'x', 'y'],
      ['poll', '--forward', 'http://x/y', '--since', 'x'],
    ]) {
      const { code, errors } = await run(...words);
      assert.equal(code, 2);
      assert.match(errors, /wanted/);
      assert.doesNotMatch(errors, /\*\*\*/);
    }
  });

  it('chats: lists them', async () => {
    const anna = sim.user(ANNA, { name: 'Anna' });
    await anna.says('hi');
    await anna.says('all', { in: sim.group('Family', [anna], { id: '120@g.us' }) });
    const [text, asJson] = await Promise.all([run('chats'), run('chats', '--json')]);
    assert.match(
      text.output,
      /^id +kind +unread +name\n79991112233@c\.us +contact +1 +Anna\n120@g\.us +group/,
    );
    assert.deepEqual(
      (json(asJson) as { id: string }[]).map(({ id }) => id),
      ['79991112233@c.us', '120@g.us'],
    );
  });

  it('chats: a name that somebody has chosen commands no terminal and makes no lines', async () => {
    const name = 'Anna\u001b]0;x\u0007\u009b2J\nBoris';
    await sim.user(ANNA, { name }).says('hi');
    const [text, asJson] = await Promise.all([run('chats'), run('chats', '--json')]);
    assert.equal(text.output.split('\n')[1]?.replace(/^.* 1 +/, ''), 'Anna\ufffd]0;x\ufffd\ufffd2J Boris');
    assert.equal((json(asJson) as { name: string }[])[0]?.name, name);
    assert.match(asJson.output, /^[ -~]+\n$/);
  });

  it('sessions and set-hook: show webhooks without their token', async () => {
    const url = 'http://127.0.0.1:9/api/whatsgate/a-very-secret-token';
    const set = await run('set-hook', url);
    assert.deepEqual([set.code, set.output], [0, 'Webhook: http://127.0.0.1:9/api/whatsgate/…\n']);
    assert.equal(sim.accounts[0]?.callback, url);
    const [text, asJson] = await Promise.all([run('sessions'), run('sessions', '--json')]);
    assert.match(
      text.output,
      /READY +Account 1 +79990000001@c\.us +http:\/\/127\.0\.0\.1:9\/api\/whatsgate\/…\n$/,
    );
    assert.ok(!`${text.output}${asJson.output}`.includes('secret'));
    const cleared = await run('set-hook', '--clear', '--json');
    assert.deepEqual(json(cleared), { account: sim.whatsappId, webhook: null });
    assert.equal(sim.accounts[0].callback, null);
    assert.equal((await run('set-hook')).code, 2);
  });

  it('tell by their exit code what went wrong', async () => {
    const code = async (kind: Parameters<Simulator['faults']['onCommand']>[1]): Promise<number | string> => {
      sim.faults.onCommand('send', kind);
      return (await run('send', ANNA, 'hi')).code;
    };
    assert.equal(await code({ kind: 'status', status: 401 }), 3);
    assert.equal(await code({ kind: 'status', status: 400 }), 5);
    assert.equal(await code({ kind: 'serialize' }), 6);
    assert.equal(await code({ kind: 'reset-after' }), 6);
    const changed = (words: readonly string[], change: NodeJS.ProcessEnv): Promise<CommandResult> =>
      new CommandInProcess(words, { ...settings(), ...change }).ended;
    const wrong = await Promise.all([
      runCommand(['check', ANNA, '--json'], { ...settings(), WHATSGATE_API_KEY: 'another' }),
      changed(['check', ANNA], { WHATSGATE_BASE_URL: 'http://127.0.0.1:9/api/v1' }),
      changed(['check', ANNA], { WHATSGATE_API_KEY: '' }),
      changed(['check', ANNA], { WHATSGATE_WHATSAPP_ID: '' }),
      changed(['check', 'anna'], {}),
    ]);
    assert.deepEqual(
      wrong.map((result) => [result.code, result.output]),
      [3, 4, 2, 2, 2].map((expected) => [expected, '']),
    );
    const [failure] = wrong;
    const { error } = JSON.parse(failure.errors) as { error: Record<string, unknown> };
    assert.deepEqual([error['reason'], error['code']], ['authentication', 3]);
    assert.match(wrong[2].errors, /set WHATSGATE_API_KEY/);
  });

  it('take a key as an option with a warning, and never show it', async () => {
    const { code, output, errors } = await runCommand(['check', ANNA, '--api-key', sim.apiKey], {
      ...settings(),
      WHATSGATE_API_KEY: '',
    });
    assert.equal(code, 0);
    assert.match(errors, /Warning: a key on the command line/);
    assert.ok(!`${output}${errors}`.includes(sim.apiKey));
  });
});
