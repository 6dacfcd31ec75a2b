import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { sunset } from './support/files';
import { onStage, Person, type Stage } from './support/stage';

const ROOT = join(__dirname, '..', '..');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The serious and critical findings of axe. Its script comes by the debugger: the page's policy lets none in. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: { run(): Promise<{ readonly violations: Violation[] }> };
    };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
}

/** A chat with something of everything in it. */
async function lively({ page, sim }: Stage): Promise<Person> {
  const person = new Person(page);
  const anna = sim.user('79991112233');
  const family = sim.group('Family', [anna, sim.user('79992223344')]);
  sim.acknowledgeAutomatically([
    { ack: 1, afterMs: 0 },
    { ack: 2, afterMs: 1 },
    { ack: 3, afterMs: 2 },
  ]);
  await sim.user('79992223344').says('Who brings the cake?', { in: family });
  await anna.says('Good morning! Where is my *parcel*?');
  await page.getByRole('button', { name: /Anna/ }).first().click();
  await person.answers.first().waitFor();
  await anna.says('I would like\n- _two_ cups\n- ~three~ one plate\n\nThank you 🙂');
  await person.answers.nth(1).waitFor();
  await anna.sends({
    type: 'image',
    mimetype: 'image/png',
    filename: 'sunset.png',
    data: sunset(),
    caption: 'My view',
  });
  await person.answers.nth(4).waitFor();
  await person.answers.nth(4).locator('.ticks-read').waitFor();
  const first = sim.messages.find(({ direction, chatId }) => direction === 'out' && chatId === anna.id);
  await anna.reacts(first?.id ?? '', '❤️');
  await page.locator('.reactions').waitFor();
  return person;
}

describe('the page: how it looks', function () {
  // Axe looks at every node, many times over.
  this.timeout(240_000);

  const stage = onStage();

  for (const scheme of ['light', 'dark'] as const) {
    it(`has no serious finding of axe, ${scheme}: chat, every panel, menu, dialog, details`, async () => {
      const page = await stage().reopen({ colorScheme: scheme });
      const person = await lively(stage());
      stage().sim.faults.onCommand('send', { kind: 'slow', ms: 1 }, { probability: 0.1 });
      await stage().sim.user('79992223344').sendsContact({ displayName: 'Vera' });
      assert.deepEqual(await findings(page), []);
      for (const panel of ['Faults', 'Acks', 'Assumptions', 'Setup']) {
        await person.opensPanel(panel);
        await page.locator('.panel-body').waitFor();
        assert.deepEqual(await findings(page), [], panel);
      }
      await person.opensPanel('Timeline');
      await person.lines.first().click();
      await page.locator('.json').first().waitFor();
      assert.deepEqual(await findings(page), [], 'details');
      await page.getByRole('button', { name: 'New contact or group' }).click();
      assert.deepEqual(await findings(page), [], 'menu');
      await page.getByRole('menuitem', { name: 'New group…' }).click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await findings(page), [], 'dialog');
    });
  }

  it('fits the width of a phone: one thing at a time, nothing cut off', async () => {
    const page = await stage().reopen({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const anna = new Person(page);
    const fits = (): Promise<boolean> =>
      page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    assert.ok(await fits());
    await anna.open('Anna');
    await anna.says('hi');
    await anna.answers.first().waitFor();
    assert.ok(await fits());
    assert.deepEqual(await findings(page), []);
    await page.getByRole('button', { name: 'Open the inspector' }).click();
    await anna.lines.first().waitFor();
    assert.equal(await anna.composer.isVisible(), false);
    assert.ok(await fits());
    await page.getByRole('button', { name: 'Back to the chat' }).click();
    await page.getByRole('button', { name: 'Back to the chats' }).click();
    await page.locator('.chat-row', { hasText: 'Boris' }).waitFor();
    assert.ok(await fits());
  });

  it('draws of 1,000 bubbles what is in sight, and of a new one that one only', async () => {
    const { page, sim } = stage();
    const anna = sim.user('79991112233');
    sim.setWebhook(null);
    for (let number = 0; number < 1000; number += 1) await anna.says(`Message ${number}\nwith *two* lines`);
    const person = new Person(page);
    await person.open('Anna');
    await person.bubbles.nth(999).waitFor();
    const drawn = await page.evaluate(
      () =>
        [...document.querySelectorAll('.row > .bubble')].filter((bubble) =>
          bubble.checkVisibility({ contentVisibilityAuto: true }),
        ).length,
    );
    assert.ok(drawn > 0 && drawn < 150, `${drawn} of 1000 are laid out`);
    await page.evaluate(() => {
      const list = document.querySelector('.messages');
      const seen = globalThis as unknown as { changes: number };
      seen.changes = 0;
      const observer = new MutationObserver((records) => {
        seen.changes += records.length;
      });
      observer.observe(list as Node, {
        childList: true,
        subtree: true,
        attributes: true,
        characterData: true,
      });
    });
    await anna.says('the last');
    await person.bubbles.filter({ hasText: 'the last' }).waitFor();
    const changes = await page.evaluate(
      () => (globalThis as unknown as { readonly changes: number }).changes,
    );
    assert.ok(changes > 0 && changes < 20, `${changes} changes for one new bubble`);
    const isInSight = await person.bubbles.last().evaluate((bubble) => {
      const { bottom } = bubble.getBoundingClientRect();
      return bottom > 0 && bottom <= window.innerHeight;
    });
    assert.ok(isInSight, 'the newest bubble is in sight');
  });

  it('is shown in the README as it is', async () => {
    const { page } = stage();
    const person = await lively(stage());
    await page.mouse.move(0, 0);
    await person.composer.focus();
    mkdirSync(join(ROOT, 'docs', 'images'), { recursive: true });
    const picture = await page.screenshot(
      process.env['UPDATE_SCREENSHOT'] === undefined
        ? {}
        : { path: join(ROOT, 'docs', 'images', 'simulator.png') },
    );
    assert.ok(picture.length > 50_000);
    assert.match(readFileSync(join(ROOT, 'README.md'), 'utf8'), /docs\/images\/simulator\.png/);
  });
});
