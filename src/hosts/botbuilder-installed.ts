/* eslint-disable @typescript-eslint/no-require-imports -- an import statement cannot be tried */
import { explainMissingSdk } from './missing-sdk';

// Loaded before anything that imports the SDK, which would fail with a stack of paths instead of a remedy.
try {
  require('botbuilder');
} catch (error) {
  throw explainMissingSdk(error, {
    packages: ['botbuilder'],
    entry: 'botbuilder-adapter-whatsgate',
    instead: 'Bots on the Microsoft 365 Agents SDK import botbuilder-adapter-whatsgate/agents.',
  });
}
