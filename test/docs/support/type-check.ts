import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './markdown';

/** A piece of code that stands somewhere else. */
export interface Snippet {
  /** What a complaint names: `README.md:12`. */
  readonly place: string;
  readonly code: string;
}

/**
 * Names that the documents use without saying where they come from. Each is what the text around says it is;
 * a snippet that declares one itself has its own.
 */
const PRELUDE = `
import type * as bots from 'botbuilder';
import type * as fast from 'fastify';
import type * as rest from 'restify';
import type * as ours from 'botbuilder-adapter-whatsgate';
import type * as stand from 'botbuilder-adapter-whatsgate/simulator';
declare global {
  const adapter: ours.WhatsGateAdapter;
  const bot: bots.ActivityHandler;
  const context: bots.TurnContext;
  const TurnContext: typeof bots.TurnContext;
  const WhatsGateAdapter: typeof ours.WhatsGateAdapter;
  const WhatsGateError: typeof ours.WhatsGateError;
  type ConversationParameters = bots.ConversationParameters;
  const createSimulator: typeof stand.createSimulator;
  const manualClock: typeof stand.manualClock;
  const sim: stand.Simulator;
  const apiKey: string;
  const whatsappId: string;
  const webhookToken: string;
  const server: rest.Server;
  const fastify: fast.FastifyInstance;
  const messageId: string;
  const lastSeen: Date;
  const describe: (title: string, body: () => void) => void;
  const it: (title: string, body: () => Promise<void>) => void;
  const before: (body: () => Promise<void>) => void;
  const after: (body: () => Promise<void>) => void;
}
`;

/** Type-checks all snippets in one program, with the settings of the repository. Gives the complaints. */
export function typeCheck(snippets: readonly Snippet[]): string[] {
  // Mocha's own types would take the name `context`, which means a turn here.
  const options = { ...readOptions(), noUnusedLocals: false, types: ['node'] };
  const files = new Map([[nameOf('prelude.d.ts'), PRELUDE]]);
  const places = new Map<string, string>();
  for (const [index, { place, code }] of snippets.entries()) {
    // Modules of ES, because they may wait at their top level as the documents do.
    const name = nameOf(`snippet-${index}.mts`);
    files.set(name, `${code}\nexport {};\n`);
    places.set(name, place);
  }
  const host = inMemory(files, ts.createCompilerHost(options));
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()]
    .map((name) => program.getSourceFile(name))
    .filter((file) => file !== undefined)
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map((diagnostic) => describeDiagnostic(diagnostic, places));
}

function readOptions(): ts.CompilerOptions {
  const path = join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, ROOT, undefined, path).options;
}

/** Inside the repository, so that its packages and its path mapping are found. */
function nameOf(file: string): string {
  return join(ROOT, 'test', 'docs', 'snippets', file);
}

function inMemory(files: ReadonlyMap<string, string>, host: ts.CompilerHost): ts.CompilerHost {
  const readFile = (name: string): string | undefined => files.get(name) ?? ts.sys.readFile(name);
  return {
    ...host,
    fileExists: (name) => files.has(name) || ts.sys.fileExists(name),
    readFile,
    getSourceFile: (name, languageVersion, ...rest) => {
      const text = files.get(name);
      return text === undefined
        ? host.getSourceFile(name, languageVersion, ...rest)
        : ts.createSourceFile(name, text, languageVersion);
    },
  };
}

function describeDiagnostic(diagnostic: ts.Diagnostic, places: ReadonlyMap<string, string>): string {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
  const { file, start = 0 } = diagnostic;
  if (file === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${places.get(file.fileName) ?? 'prelude'} + ${line}: ${text}`;
}
