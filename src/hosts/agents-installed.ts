/* eslint-disable @typescript-eslint/no-require-imports -- an import statement cannot be tried */
import { explainMissingSdk } from './missing-sdk';

// Loaded before anything that imports the SDK, which would fail with a stack of paths instead of a remedy.
try {
  require('@microsoft/agents-activity');
  require('@microsoft/agents-hosting');
} catch (error) {
  throw explainMissingSdk(error, {
    packages: ['@microsoft/agents-hosting', '@microsoft/agents-activity'],
    entry: 'botbuilder-adapter-whatsgate/agents',
    instead: 'Bots on botbuilder import botbuilder-adapter-whatsgate.',
  });
}
