import assert from 'node:assert/strict';
import { withoutToken } from '../../../src/cli/show';
import { environmentBlock } from '../../../src/cli/simulate-environment';
import type { Simulator } from '../../../src/simulator/index';

describe('a webhook on the command line', () => {
  for (const [url, shown] of [
    ['https://bot.example.com/api/secret', 'https://bot.example.com/api/…'],
    ['https://bot.example.com/api/secret/', 'https://bot.example.com/api/…'],
    ['https://bot.example.com/api/secret//?token=other', 'https://bot.example.com/api/…?…'],
    ['https://user:password@bot.example.com/secret', 'https://bot.example.com/…'],
    ['https://bot.example.com/?token=secret', 'https://bot.example.com/?…'],
    ['no URL', '…'],
  ] as const) {
    it(`is shown without the token that the adapter takes: ${shown} of ${url}`, () => {
      assert.equal(withoutToken(url), shown);
    });
  }

  for (const [path, token] of [
    ['api/secret', 'secret'],
    ['api/secret/', 'secret'],
    ['api/%', '%'],
    ['api?token=secret', 'secret'],
  ] as const) {
    it(`gives the token that the adapter will find in it: ${token} of ${path}`, () => {
      const simulator = { apiKey: '', whatsappId: '', baseUrl: '' } as unknown as Simulator;
      const variables = new Map(environmentBlock(simulator, `http://127.0.0.1/${path}`));
      assert.equal(variables.get('WHATSGATE_WEBHOOK_TOKEN'), token);
    });
  }
});
