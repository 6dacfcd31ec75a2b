import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

/** An example of the gateway's documentation: what is posted and what comes back. */
export interface Exchange {
  readonly command: string;
  readonly request: Json;
  readonly answer: Json;
}

const FOLDER = join(__dirname, '..', '..', '..', 'fixtures', 'whatsgate');

/** Any example, by the name of its file. */
export function loadJson(name: string): Json {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Json;
}

/** An example of a command, by the name of its file. */
export function loadExchange(name: string): Exchange {
  return loadJson(name) as unknown as Exchange;
}
