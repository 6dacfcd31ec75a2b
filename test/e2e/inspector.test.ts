import assert from 'node:assert/strict';
import { onStage, Person } from './support/stage';

describe('the page: the inspector', () => {
  const stage = onStage();

  it('makes the gateway fail, and shows what becomes of it', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.opensPanel('Faults');
    await page.getByLabel('What goes wrong').selectOption('500: the gateway fails');
    await page.getByRole('button', { name: 'Set the fault' }).click();
    await page.locator('.fault-list', { hasText: 'status 500' }).waitFor();
    await anna.says('hi');
    await anna.answers.filter({ hasText: 'Sorry, something went wrong' }).waitFor();
    await anna.opensPanel('Timeline');
    const failed = anna.lines.filter({ hasText: '500' });
    await failed.locator('.chip.fault', { hasText: 'status' }).waitFor();
    await failed.click();
    await page.getByText('Refused with 500').waitFor();
    await page.locator('.json', { hasText: 'The simulator was told to fail.' }).waitFor();
    assert.deepEqual(sim.faults.active, []);
  });

  it('says at the bubble when the bot does not acknowledge, repeats by the clock, and sends again', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    const url = sim.accounts[0]?.callback ?? '';
    sim.setWebhook(url.replace(/\/[^/]*$/, '/a-token-that-is-wrong'));
    await anna.open('Anna');
    await anna.opensPanel('Setup');
    await page.getByRole('button', { name: 'Stop it' }).click();
    await page.getByRole('button', { name: 'Let it run' }).waitFor();
    await anna.says('hi');
    await page.locator('.trouble', { hasText: 'Answered 401' }).waitFor();
    for (const attempt of [2, 3, 4]) {
      await page.getByRole('button', { name: 'Move the clock on by 20 s' }).click();
      await page.locator('.trouble', { hasText: `attempt ${attempt}` }).waitFor();
    }
    sim.setWebhook(url);
    await page.locator('.trouble').click();
    await anna.lines.filter({ hasText: 'given-up' }).waitFor();
    await anna.lines.filter({ hasText: 'attempt 4' }).click();
    await page.getByRole('button', { name: 'Resend' }).click();
    await anna.answers.filter({ hasText: 'You said: hi' }).waitFor();
    await page.locator('.trouble').waitFor({ state: 'detached' });
    assert.equal(sim.deliveries.filter(({ action }) => action === 'message').length, 5);
  });

  it('copies an entry as JSON, as cURL and as a test, and finds its message', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says("it's *me*");
    await anna.answers.first().waitFor();
    await page.getByPlaceholder('Search the timeline').fill('send');
    await anna.lines.first().click();
    const copied = async (name: string): Promise<string> => {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('status').filter({ hasText: 'copied' }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const json = JSON.parse(await copied('JSON')) as { readonly answer: { readonly status: number } };
    assert.equal(json.answer.status, 200);
    await page.getByRole('status').filter({ hasText: 'JSON copied.' }).waitFor();
    await page.getByRole('button', { name: 'cURL', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'cURL command copied.' }).waitFor();
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      new RegExp(`x-api-key: ${sim.apiKey}`, 'i'),
    );
    await page.getByRole('button', { name: 'Test fixture' }).click();
    await page.getByRole('status').filter({ hasText: 'Test fixture copied.' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^it\("makes the call send"/);
    await page.getByRole('button', { name: 'Show the message' }).click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-direction') === 'out');
  });

  it('replays the conversation', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.says('one');
    await anna.answers.first().waitFor();
    await anna.says('two');
    await anna.answers.nth(1).waitFor();
    await page.getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Replay the conversation' }).click();
    await anna.answers.nth(3).waitFor();
    assert.deepEqual(
      sim.messages.filter(({ direction }) => direction === 'in').map(({ body }) => body),
      ['one', 'two', 'one', 'two'],
    );
  });

  it('switches assumptions, disconnects and connects, restarts and resets', async () => {
    const { page, sim } = stage();
    const anna = new Person(page);
    await anna.open('Anna');
    await anna.opensPanel('Assumptions');
    await page.getByPlaceholder('Search the assumptions').fill('badKeyStatus');
    await page.getByLabel(/^Status for a wrong key/).selectOption('500');
    await page.getByRole('button', { name: 'Back to the defaults (1 changed)' }).waitFor();
    assert.equal(sim.assumptions.badKeyStatus, 500);
    await page.getByRole('button', { name: 'Back to the defaults (1 changed)' }).click();
    await page.locator('.assumptions .changed').waitFor({ state: 'detached' });
    await page.locator('.account-bar').click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await page.locator('.account-state', { hasText: 'Not connected' }).waitFor();
    await page.locator('.account-bar').click();
    await page.getByRole('menuitem', { name: 'Connect', exact: true }).click();
    await page.locator('.account-state', { hasText: /^Connected/ }).waitFor();
    await anna.opensPanel('Faults');
    await page.getByLabel('Seconds it is away').fill('600');
    await page.getByRole('button', { name: 'Restart the gateway' }).click();
    await page.locator('.account-state', { hasText: 'restarting' }).waitFor();
    await anna.opensPanel('Setup');
    await page.getByRole('button', { name: 'Reset the simulator' }).click();
    await page.locator('.account-state', { hasText: /^Connected/ }).waitFor();
    assert.deepEqual([sim.messages.length, sim.requests.length], [0, 0]);
  });
});
