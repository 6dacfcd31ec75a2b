import assert from 'node:assert/strict';
import { chatInTerminal, manualClock, type ManualClock } from '../../../src/simulator/index';
import { echo, piped, Screen, stage, terminal, type Bot, type Stage } from './terminal-bot';

describe('chatInTerminal', () => {
  let stages: Stage[] = [];
  const start = async (...parameters: Parameters<typeof stage>): Promise<Stage> => {
    const started = await stage(...parameters);
    stages.push(started);
    return started;
  };
  afterEach(async () => {
    await Promise.all(stages.map((started) => started.close()));
    stages = [];
  });

  /** Pipes lines to a bot; what is on the screen at the end. */
  const chat = async (bot: Bot, ...lines: readonly string[]): Promise<string> => {
    const { simulator } = await start(bot);
    const output = new Screen();
    await chatInTerminal(simulator, { input: piped(`${lines.join('\n')}\n`), output });
    return output.text;
  };

  it('shows message, quote, answer and ticks, and ends with the input', async () => {
    const text = await chat(echo, 'hi');
    assert.equal(text, 'Anna [1]: hi  ✓\n  ┃ Anna [1]: hi\nbot [2]: You said: hi  ✓✓ read\n  [1] ✓✓\n');
  });

  it('says piped lines one after the other', async () => {
    const text = await chat(echo, 'one', '', 'two');
    const order = ['Anna [1]: one', 'bot [2]: You said: one', 'Anna [3]: two', 'bot [4]: You said: two'];
    const places = order.map((part) => text.indexOf(part));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(!places.includes(-1));
  });

  it('takes the last line without an end', async () => {
    const { simulator } = await start(echo);
    const output = new Screen();
    await chatInTerminal(simulator, { input: piped('hi'), output });
    assert.match(output.text, /You said: hi/);
  });

  it('replies to the message with a number, and shows files', async () => {
    const text = await chat(
      async ({ message }, send) => {
        const media = { mimetype: 'application/pdf', filename: 'bill.pdf', data: 'AAAA' };
        await send({ type: 'doc', body: 'your bill', media, quote: message['id'] });
      },
      'hi',
      '/quote 2 thanks',
      '/quote 99 what',
    );
    assert.match(text, /bot \[2\]: \[doc\] bill\.pdf, application\/pdf, 3 bytes\n {2}your bill/);
    assert.match(text, /Anna \[3\]: \(to \[2\]\) thanks {2}✓/);
    assert.match(text, /There is no message 99/);
  });

  it('sends a picture and a voice note that are real files', async () => {
    const { simulator } = await start(() => undefined, { clock: manualClock() });
    const output = new Screen();
    const over = new AbortController();
    const input = piped('/image look\n/voice\n');
    const chatting = chatInTerminal(simulator, { input, output, signal: over.signal });
    await output.shows('[2] ✓✓');
    over.abort();
    await chatting;
    const [picture, voice] = simulator.messages;
    assert.equal(picture?.body, 'look');
    assert.equal(picture.media?.data.subarray(1, 4).toString(), 'PNG');
    assert.equal(voice?.type, 'ptt');
    assert.equal(voice.media?.data.subarray(0, 4).toString(), 'OggS');
  });

  it('speaks in a group and as other contacts', async () => {
    const text = await chat(echo, '/group hello', '/as Bob', 'me too', '/group and here', '/as anna', 'back');
    assert.match(text, /Anna \[1\]: \(in the group\) hello/);
    assert.match(text, /bot to the group \[2\]: You said: hello/);
    assert.match(text, /You are Bob now, 7\d+\./);
    assert.match(text, /Bob \[3\]: me too[^]*bot \[4\]: You said: me too/);
    assert.match(text, /Bob \[5\]: \(in the group\) and here/);
    assert.match(text, /You are Anna now, 79991112233\.\nAnna \[7\]: back/);
  });

  it('names whoever the bot writes to without being asked by them', async () => {
    const text = await chat((_heard, send) => send({ type: 'text', body: 'psst' }, '79995554433@c.us'), 'hi');
    assert.match(text, /bot to 79995554433 \[2\]: psst/);
  });

  it('tells the bot what became of its message, in order', async () => {
    const { simulator, heard } = await start(echo);
    await chatInTerminal(simulator, { input: piped('hi\n'), output: new Screen() });
    const acks = heard.filter(({ action }) => action === 'ack').map(({ message }) => message['ack']);
    assert.deepEqual(acks, [1, 2, 3]);
  });

  it('shows help and what it does not understand, and sends nothing for it', async () => {
    const { simulator } = await start(echo);
    const output = new Screen();
    await chatInTerminal(simulator, { input: piped('/help\n/what\n'), output });
    assert.match(output.text, /\/quote <n> <text>[^]*There is no command \/what/);
    assert.equal(simulator.messages.length, 0);
  });

  it('stops at /quit and leaves the rest alone', async () => {
    const { simulator } = await start(echo);
    await chatInTerminal(simulator, { input: piped('hi\n/quit\nmore\n'), output: new Screen() });
    assert.deepEqual(
      simulator.messages.map(({ body }) => body),
      ['hi', 'You said: hi'],
    );
  });

  it('waits for an answer that comes after the acknowledgement', async () => {
    const later: (() => Promise<void>)[] = [];
    const { simulator } = await start((_heard, send) => {
      later.push(() => send({ type: 'text', body: 'at last' }));
    });
    const output = new Screen();
    const chatting = chatInTerminal(simulator, { input: piped('hi\n'), output });
    await output.shows('[1] ✓✓');
    await later[0]?.();
    await chatting;
    assert.match(output.text, /bot \[2\]: at last/);
  });

  it('does not wait forever for a bot that says nothing', async () => {
    const clock = manualClock();
    const { simulator } = await start(() => undefined, { clock });
    const output = new Screen();
    const chatting = chatInTerminal(simulator, { input: piped('hi\n'), output });
    await output.shows('[1] ✓✓');
    await passTime(clock, chatting);
  });

  it('says that nobody acknowledges, and leaves the rest of the input out', async () => {
    const clock = manualClock();
    const { simulator } = await start(echo, { clock });
    simulator.setWebhook('http://127.0.0.1:1/');
    const output = new Screen();
    const chatting = chatInTerminal(simulator, { input: piped('hi\nmore\n'), output });
    await output.shows('The gateway repeats it.');
    await passTime(clock, chatting);
    assert.match(output.text, /\[1\] the bot's server did not acknowledge it: .*ECONNREFUSED/);
    assert.match(output.text, /the rest of the input is left out/);
    assert.ok(!output.text.includes('more'));
  });

  it('shows the reason when something cannot be said', async () => {
    const { simulator } = await start(echo);
    simulator.disconnect();
    const output = new Screen();
    await chatInTerminal(simulator, { input: piped('hi\n'), output });
    assert.match(output.text, /not connected/);
  });

  describe('at a terminal', () => {
    it('keeps the line that is being typed below what arrives', async () => {
      const { simulator } = await start(echo);
      const { input, output } = terminal();
      const chatting = chatInTerminal(simulator, { input, output, userName: 'Eve' });
      input.write('hi\r');
      await output.shows('You said: hi');
      input.write('half a li');
      await output.shows('half a li');
      const before = output.text.length;
      await sendAsBot(simulator.baseUrl, simulator.apiKey, simulator.whatsappId);
      await output.shows('by the way');
      assert.match(output.text.slice(before), /by the way[^\n]*\n[^\n]*Eve> half a li/);
      input.end('\u0003');
      await chatting;
    });

    it('ends at once with Ctrl+C, Ctrl+D, /quit or the signal', async () => {
      const { simulator } = await start(() => new Promise<void>(() => undefined));
      for (const key of ['\u0003', '\u0004', '/quit\r']) {
        const { input, output } = terminal();
        const chatting = chatInTerminal(simulator, { input, output });
        input.write(`hi\r${key}`);
        await chatting;
        assert.ok(output.text.includes('Anna> '));
      }
      const over = new AbortController();
      const chatting = chatInTerminal(simulator, { ...terminal(), signal: over.signal });
      over.abort();
      await chatting;
      await chatInTerminal(simulator, { ...terminal(), signal: AbortSignal.abort() });
    });

    it('ends when the simulator is closed or the screen breaks', async () => {
      const { simulator } = await start(echo);
      const broken = terminal();
      const chatting = chatInTerminal(simulator, broken);
      broken.output.destroy(new Error('EPIPE'));
      await chatting;
      const { input, output } = terminal();
      const second = chatInTerminal(simulator, { input, output });
      await simulator.close();
      await second;
    });

    it('uses colours, unless NO_COLOR is set', async () => {
      const before = process.env['NO_COLOR'];
      try {
        for (const [value, painted] of [
          ['', true],
          ['1', false],
        ] as const) {
          process.env['NO_COLOR'] = value;
          const { simulator } = await start(echo);
          const { input, output } = terminal();
          const chatting = chatInTerminal(simulator, { input, output });
          input.write('hi\r');
          await output.shows('You said: hi');
          input.end('\u0003');
          await chatting;
          assert.equal(output.text.includes('\u001b[32mbot'), painted);
        }
      } finally {
        if (before === undefined) delete process.env['NO_COLOR'];
        else process.env['NO_COLOR'] = before;
      }
    });
  });
});

/** Moves the clock on until the work has ended. */
async function passTime(clock: ManualClock, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  void work.then(() => over.abort());
  while (!over.signal.aborted) await clock.advance(1_000);
  await work;
}

async function sendAsBot(baseUrl: string, apiKey: string, whatsappId: string): Promise<void> {
  await fetch(`${baseUrl}/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({
      WhatsappID: whatsappId,
      async: false,
      recipient: { id: '79991112233@c.us' },
      message: { type: 'text', body: 'by the way' },
    }),
  });
}
