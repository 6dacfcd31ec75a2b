import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { SimulatorOptions } from '../../../src/simulator/index';
import { browserPath, openPage, startBrowser, type WatchedPage } from './browser';
import { startWorld, type World } from './world';

/** A page with the echo bot behind it, new for each test. */
export interface Stage extends World, WatchedPage {
  /** Opens the page in another form, such as that of a phone. */
  reopen(options: BrowserContextOptions): Promise<Page>;
}

/** What the person at the page does and sees most. */
export class Person {
  constructor(readonly page: Page) {}

  get composer(): Locator {
    return this.page.locator('#composer');
  }

  get bubbles(): Locator {
    return this.page.locator('article.bubble');
  }

  /** The bubbles of the bot. */
  get answers(): Locator {
    return this.page.locator('article.bubble[data-direction=out]');
  }

  /** The lines of the timeline. */
  get lines(): Locator {
    return this.page.locator('button.line');
  }

  async open(name: string): Promise<void> {
    await this.page.locator('.chat-row', { hasText: name }).click();
    await this.page.getByRole('heading', { name, level: 2 }).waitFor();
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Chooses from the menu of a bubble. */
  async chooses(bubble: Locator, item: string): Promise<void> {
    await bubble.hover();
    await bubble.getByRole('button', { name: 'Message menu' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  async opensPanel(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }
}

/**
 * Lets the tests of a suite run on a page each. Where there is no browser, they are reported as skipped. After each
 * test, nothing may have been complained of, and nothing asked of anybody but the simulator.
 */
export function onStage(options: SimulatorOptions = {}): () => Stage {
  let browser: Browser | undefined;
  let stage: Stage | undefined;

  before('start the browser', async function () {
    const path = browserPath();
    if (path === undefined) {
      console.log(
        'There is no Chromium here, so that the page is not tested. CHROMIUM_PATH may say where one is.',
      );
      this.skip();
    }
    browser = await startBrowser(path);
  });

  beforeEach(async () => {
    assert.ok(browser !== undefined);
    const running = browser;
    const world = await startWorld(options);
    const url = world.sim.pageUrl ?? assert.fail('the simulator has a page');
    const watched = await openPage(running, url);
    stage = {
      ...world,
      ...watched,
      reopen: async (form) => {
        await stage?.page.context().close();
        const opened = await openPage(running, url, form);
        if (stage !== undefined) stage = { ...stage, ...opened };
        return opened.page;
      },
    };
  });

  afterEach(async () => {
    if (stage === undefined) return;
    const ended = stage;
    const { page, complaints, outside } = ended;
    stage = undefined;
    await page.context().close();
    await ended.close();
    assert.deepEqual({ complaints, outside }, { complaints: [], outside: [] });
  });

  after('end the browser', () => browser?.close());

  return () => stage ?? assert.fail('a test runs on a stage');
}
