import assert from 'node:assert/strict';
import { sunset } from './support/files';
import { onStage, Person } from './support/stage';

describe('the page: a chat with the echo bot', () => {
  const stage = onStage();

  it('sends a text, shows the answer with its quote and its formatting, and both in the timeline', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says('Hello **bot**, <b>not bold</b>');
    const answer = anna.answers.first();
    await answer.locator('strong', { hasText: 'bot' }).waitFor();
    // The bot's text is Markdown, which drops the tags; what the person wrote is shown as it is.
    assert.equal(await answer.locator('.rich').textContent(), 'You said: Hello bot, not bold');
    assert.match((await anna.bubbles.first().locator('.rich').textContent()) ?? '', /, <b>not bold<\/b>$/);
    assert.match((await answer.locator('.quote').textContent()) ?? '', /^YouHello/);
    await anna.bubbles.first().locator('.ticks[data-ack="2"]').waitFor();
    assert.deepEqual(await page.locator('button.line .line-name').allTextContents(), ['send', 'message']);
    assert.deepEqual(
      sim.messages.map(({ direction }) => direction),
      ['in', 'out'],
    );
  });

  it('quotes a bubble of the bot', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says('one');
    await anna.answers.first().waitFor();
    await anna.chooses(anna.answers.first(), 'Reply');
    await page.locator('.above', { hasText: 'You said: one' }).waitFor();
    await anna.says('two');
    await anna.answers.nth(1).waitFor();
    assert.equal(sim.messages[2]?.quote, sim.messages[1]?.id);
    await anna.bubbles.nth(2).locator('.quote', { hasText: 'You said: one' }).click();
    assert.equal(await anna.answers.first().evaluate((bubble) => bubble === document.activeElement), true);
  });

  it('sends a picture with a caption, and shows the one that comes back', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: 'Photo or video' }).click();
    const picture = sunset();
    await (await choosing).setFiles({ name: 'sunset.png', mimeType: 'image/png', buffer: picture });
    await page.getByLabel('Caption').fill('The sea');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const returned = page.locator('article[data-direction=out] img');
    await returned.waitFor();
    await page.waitForFunction(() => {
      const image = document.querySelector<HTMLImageElement>('article[data-direction=out] img');
      return image?.complete === true && image.naturalWidth === 480;
    });
    const back = sim.messages.find(({ direction, media }) => direction === 'out' && media !== undefined);
    assert.deepEqual(back?.media?.data, picture);
    assert.equal(await page.locator('article[data-direction=in] .rich').textContent(), 'The sea');
    await page.getByRole('button', { name: /^Open/ }).first().click();
    await page.getByRole('dialog').locator('img').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('records a voice note, in OGG as WhatsApp has it, and plays the one that comes back', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await page.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
    await page.getByRole('button', { name: 'Send the voice message' }).click();
    await page.locator('article[data-direction=out] .sound').waitFor();
    const [voice] = sim.messages;
    assert.deepEqual([voice?.type, voice?.media?.mimetype], ['ptt', 'audio/ogg; codecs=opus']);
    assert.equal(voice?.media?.data.toString('latin1', 0, 4), 'OggS');
    const sounds = page.locator('article[data-direction=out] audio');
    await page.locator('article[data-direction=out]').getByRole('button', { name: /^Play/ }).click();
    await page.waitForFunction(() => {
      const sound = document.querySelector<HTMLAudioElement>('article[data-direction=out] audio');
      return sound !== null && sound.duration > 0.5 && sound.currentTime > 0;
    });
    assert.equal(await sounds.evaluate((sound: HTMLAudioElement) => sound.error), null);
  });

  it('turns ticks blue as the acks come, by themselves and by hand', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says('one');
    const [first, second] = [anna.answers.first(), anna.answers.nth(1)];
    await first.locator('.ticks-pending').waitFor();
    for (const [word, ack] of [
      ['sent', 1],
      ['delivered', 2],
      ['read', 3],
      ['failed', -1],
    ] as const) {
      await anna.chooses(first, `Tell the bot: ${word}`);
      await first.locator(`.ticks[data-ack="${ack}"]`).waitFor();
    }
    await anna.opensPanel('Acks');
    await page.getByRole('radio', { name: /^In order/ }).check();
    await page.locator('.steps li').nth(2).waitFor();
    await anna.says('two');
    await second.locator('.ticks-read').waitFor();
    const colour = await second.locator('.ticks').evaluate((ticks) => getComputedStyle(ticks).stroke);
    assert.equal(colour, 'rgb(10, 120, 181)');
    const acks = sim.events.filter(({ envelope }) => envelope.event_action === 'ack');
    assert.equal(acks.length, 7);
  });

  it('reacts, edits, deletes, sends places and contacts, and shows that the bot types', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says('helo');
    await anna.answers.first().waitFor();
    await anna.chooses(anna.answers.first(), 'React with 👍');
    await anna.answers.first().locator('.reactions', { hasText: '👍' }).waitFor();
    await anna.chooses(anna.bubbles.first(), 'Edit');
    await anna.says('hello');
    await anna.bubbles.first().locator('.facts', { hasText: 'Edited' }).waitFor();
    await anna.chooses(anna.bubbles.first(), 'Delete for everyone');
    await page.locator('.deleted').waitFor();
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: 'Location' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Red Square');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.place', { hasText: 'Red Square' }).waitFor();
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: 'Contact', exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill('Vera');
    await page.getByLabel('Phone number').fill('79995556677');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.card', { hasText: 'Vera' }).first().waitFor();
    const { id } = sim.user('79991112233');
    const body = JSON.stringify({ WhatsappID: sim.whatsappId, recipient: { id } });
    const headers = { 'content-type': 'application/json', 'x-api-key': sim.apiKey };
    await fetch(`${sim.baseUrl}/typing`, { method: 'POST', headers, body });
    await page.getByText('The bot is typing…').waitFor();
  });

  it('plays groups, several people and several accounts', async () => {
    const { page, sim } = stage();
    const people = new Person(page);
    await page.getByRole('button', { name: 'New contact or group' }).click();
    await page.getByRole('menuitem', { name: 'New contact…' }).click();
    await page.getByLabel('Name').fill('Vera');
    await page.getByLabel('Phone number').fill('79995556677');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: 'Vera' }).waitFor();
    await page.getByRole('button', { name: 'New contact or group' }).click();
    await page.getByRole('menuitem', { name: 'New group…' }).click();
    await page.getByLabel('Name').fill('Family');
    await page.getByRole('checkbox', { name: /Anna/ }).check();
    await page.getByRole('checkbox', { name: /Vera/ }).check();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Family' }).waitFor();
    await people.says('I am Anna');
    await people.answers.first().waitFor();
    await page.getByLabel('Write as').selectOption('Vera');
    await people.says('I am Vera');
    await people.answers.nth(1).waitFor();
    assert.deepEqual(
      sim.messages.filter(({ direction }) => direction === 'in').map(({ fromName }) => fromName),
      ['Anna', 'Vera'],
    );
    await page.locator('.account-bar').click();
    await page.getByRole('menuitem', { name: 'Add an account…' }).click();
    await page.getByLabel('Name').fill('Support');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('.account-name', { hasText: 'Support' }).waitFor();
    assert.equal(sim.accounts.length, 2);
  });

  it('keeps everything over a reload: messages, the chat, the panel, the text that was begun', async () => {
    const { page } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says('one');
    await anna.answers.first().waitFor();
    await anna.composer.fill('half a sen');
    await anna.opensPanel('Faults');
    await page.reload();
    await anna.answers.first().waitFor();
    assert.equal(await anna.bubbles.count(), 2);
    assert.equal(await anna.composer.inputValue(), 'half a sen');
    assert.equal(await page.getByRole('tab', { selected: true }).textContent(), 'Faults');
  });

  it('can be used by the keyboard alone', async () => {
    const { page, sim } = stage();
    const reach = async (name: string): Promise<void> => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab');
        const words = await page.evaluate(() => {
          const { activeElement: element } = document;
          return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
        });
        if (words.startsWith(name)) return;
      }
      assert.fail(`Tab does not come to ${name}`);
    };
    await reach('AAnna');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await reach('Message as Anna');
    await page.keyboard.type('by hand');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('of mine');
    await page.keyboard.press('Enter');
    await page.locator('article[data-direction=out]').waitFor();
    assert.equal(sim.messages[0]?.body, 'by hand\nof mine');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').count(), 0);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Reply' }).focus();
    await page.keyboard.press('Enter');
    // The field has the focus in the next frame.
    await page.locator('#composer:focus').waitFor();
    await page.keyboard.type('quoted');
    await page.keyboard.press('Enter');
    await page.locator('article[data-direction=out]').nth(1).waitFor();
    assert.equal(sim.messages[2]?.quote, sim.messages[1]?.id);
    await reach('Timeline');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('form', { name: 'Set a fault' }).waitFor();
  });
});
