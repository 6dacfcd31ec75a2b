import assert from 'node:assert/strict';
import { explainMissingSdk } from '../../../src/hosts/missing-sdk';
import { WhatsGateConfigurationError } from '../../../src/whatsgate/errors';

describe('an SDK that cannot be loaded', () => {
  const need = {
    packages: ['@microsoft/agents-hosting', '@microsoft/agents-activity'],
    entry: 'botbuilder-adapter-whatsgate/agents',
    instead: 'Or use the other one.',
  };
  const failure = (message: string, code = 'MODULE_NOT_FOUND'): Error =>
    Object.assign(new Error(message), { code });

  for (const message of [
    "Cannot find module '@microsoft/agents-hosting'\nRequire stack:\n- /app/index.js",
    "Cannot find package '@microsoft/agents-activity' imported from /app/index.js",
    'Your application tried to access @microsoft/agents-hosting, but it isn’t declared in your dependencies',
  ]) {
    it(`is told with the remedy: ${message.split('\n')[0] ?? ''}`, () => {
      const cause = failure(message);
      const error = explainMissingSdk(cause, need);
      assert.ok(error instanceof WhatsGateConfigurationError);
      assert.equal(
        error.message,
        'botbuilder-adapter-whatsgate/agents needs @microsoft/agents-hosting and @microsoft/agents-activity, which cannot be found. ' +
          'Install it: npm install @microsoft/agents-hosting @microsoft/agents-activity. Or use the other one.',
      );
      assert.equal(error.cause, cause);
    });
  }

  it('is told as it is when the SDK is there and something of it is missing or broken', () => {
    for (const broken of [
      failure("Cannot find module 'jsonwebtoken'\nRequire stack:\n- /app/@microsoft/agents-hosting/index.js"),
      failure("Cannot find module '@microsoft/agents-hosting-express'"),
      failure("Cannot find module '/app/node_modules/@microsoft/agents-hosting/dist/a.js'"),
      failure('require() of ES Module @microsoft/agents-hosting', 'ERR_REQUIRE_ESM'),
      'a text',
    ]) {
      assert.equal(explainMissingSdk(broken, need), broken);
    }
  });
});
