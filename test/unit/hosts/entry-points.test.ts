import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as forAgents from '../../../src/agents';
import * as forBotbuilder from '../../../src/index';

const ROOT = join(__dirname, '..', '..', '..');
const run = promisify(execFile);

/** Runs a program in a process of its own, in which nothing is loaded yet, and gives what it prints. */
async function runFresh(program: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '-e', program], { cwd: ROOT });
  return stdout.trim();
}

/** Lets the package that `missing` names look as if it were not installed. */
const FAKE = `
  let missing;
  const Module = require('node:module');
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    if (request === missing)
      throw Object.assign(new Error("Cannot find module '" + missing + "'"), { code: 'MODULE_NOT_FOUND' });
    return resolve.call(this, request, ...rest);
  };`;

describe('an entry point', function () {
  // Each starts a process that has TypeScript to translate first.
  this.timeout(60_000);

  for (const [entry, own, other] of [
    ['index', 'botbuilder', '@microsoft/agents-'],
    ['agents', '@microsoft/agents-hosting', 'botbuilder'],
  ] as const) {
    it(`src/${entry}.ts loads ${own}, and nothing of the other SDK`, async () => {
      const output = await runFresh(`
        const { WhatsGateAdapter } = require('./src/${entry}.ts');
        new WhatsGateAdapter({ apiKey: 'k', whatsappId: 'w', webhookToken: 'a-long-enough-token' });
        const packages = Object.keys(require.cache)
          .map((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path.split('\\\\').join('/'))?.[1])
          .filter((name) => name !== undefined);
        console.log([...new Set(packages)].join(' '));`);
      const packages = output.split(' ');
      assert.ok(packages.includes(own), output);
      assert.deepEqual(
        packages.filter((name) => name.startsWith(other)),
        [],
      );
    });
  }

  it('says in one sentence which package is missing', async () => {
    const needs = [
      ['index', 'botbuilder'],
      ['agents', '@microsoft/agents-hosting'],
      ['agents', '@microsoft/agents-activity'],
    ] as const;
    const output = await runFresh(`${FAKE}
      for (const [entry, name] of ${JSON.stringify(needs)}) {
        missing = name;
        try { require('./src/' + entry + '.ts'); console.log('loaded'); } catch (error) {
          console.log([error.name, error.cause?.code, error.message].join('; '));
        }
      }`);
    const lines = output.split('\n');
    assert.equal(lines.length, needs.length, output);
    for (const [index, [, name]] of needs.entries()) {
      assert.match(lines[index] ?? '', /^WhatsGateConfigurationError; MODULE_NOT_FOUND; .*npm install /);
      assert.ok(lines[index]?.includes(name), output);
    }
  });

  it('gives both the same names, but for what is of the SDK', () => {
    const missing = (from: object, to: object): string[] => Object.keys(from).filter((name) => !(name in to));
    assert.deepEqual(missing(forBotbuilder, forAgents), []);
    assert.deepEqual(missing(forAgents, forBotbuilder), ['WhatsGateFileDownloader']);
    assert.equal(forBotbuilder.WhatsGateError, forAgents.WhatsGateError);
  });
});
