import type { EntryDetail } from '../control/wire';

/** Text in single quotes for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Headers that the program which repeats a request makes itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  ...['connection', 'content-length', 'host', 'transfer-encoding', 'accept', 'accept-encoding'],
  ...['keep-alive', 'expect'],
]);

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** An entry as JSON: request and answer. */
export function asJson({ request, answer }: EntryDetail): string {
  return JSON.stringify({ request, ...(answer === undefined ? {} : { answer }) }, undefined, 2);
}

/** An entry as a command that makes the request again. */
export function asCurl({ request }: EntryDetail): string {
  const headers = Object.entries(request.headers)
    .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const parts = [
    `curl -X ${request.method} ${quoted(request.url)}`,
    ...headers,
    `-d ${quoted(textOf(request.body))}`,
  ];
  return parts.join(' \\\n  ');
}

function literal(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ');
}

/** An entry as a test for Mocha: a webhook is posted to the bot, of an API call its effect is expected. */
export function asFixture({ entry, request, answer }: EntryDetail): string {
  if (entry.kind !== 'api') {
    const named = [entry.name, entry.eventId].filter((part) => part !== undefined).join(' ');
    return [
      `it(${JSON.stringify(`takes the event ${named}`)}, async () => {`,
      `  const event = ${literal(request.body)};`,
      '  const attempt = await sim.deliver(event);',
      '  assert.equal(attempt.status, 200);',
      `  assert.deepEqual(JSON.parse(attempt.responseBody ?? ''), { result: 'OK', id: event.id });`,
      '});',
      '',
    ].join('\n');
  }
  return [
    `it(${JSON.stringify(`makes the call ${entry.name}`)}, async () => {`,
    `  const body = ${literal(request.body)};`,
    `  const call = sim.requests.findLast(({ command }) => command === ${JSON.stringify(entry.name)});`,
    '  assert.deepEqual(call?.body, body);',
    `  assert.equal(call?.status, ${answer?.status ?? 'undefined'});`,
    '});',
    '',
  ].join('\n');
}
