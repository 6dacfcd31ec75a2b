import assert from 'node:assert/strict';
import { REFUSALS, writeAnswer, type RefusalStatus } from '../../../src/channel/webhook-http';
import { FakeResponse } from './support/http';

const STATUSES = Object.keys(REFUSALS).map(Number) as RefusalStatus[];

describe('the answer to a webhook', () => {
  const written = (answer: Parameters<typeof writeAnswer>[1]): FakeResponse => {
    const response = new FakeResponse();
    writeAnswer(response, answer);
    return response;
  };

  for (const [id, body] of [
    [501, '{"result":"OK","id":501}'],
    [0, '{"result":"OK","id":0}'],
    [-1.5, '{"result":"OK","id":-1.5}'],
    ['501', '{"result":"OK","id":"501"}'],
    ['a"b\n', '{"result":"OK","id":"a\\"b\\n"}'],
    [undefined, '{"result":"OK"}'],
  ] as const) {
    it(`acknowledges the id ${JSON.stringify(id)} the way it came`, () => {
      const response = written({ status: 200, id });
      assert.deepEqual([response.statusCode, response.bodies], [200, [body]]);
      assert.deepEqual([...response.headers], [['content-type', 'application/json']]);
    });
  }

  it('writes an id that is a very large number as JSON', () => {
    assert.deepEqual(written({ status: 200, id: 1e21 }).answer?.body, { result: 'OK', id: 1e21 });
  });

  for (const status of STATUSES) {
    it(`refuses with ${status} and its one text`, () => {
      const response = written({ status });
      assert.deepEqual(response.answer, { status, body: { result: 'ERROR', message: REFUSALS[status] } });
      assert.equal(response.headers.get('content-type'), 'application/json');
    });
  }

  it('tells each refusal apart', () => {
    assert.deepEqual(STATUSES, [400, 401, 403, 404, 405, 408, 413, 415, 500, 503]);
    assert.equal(new Set(Object.values(REFUSALS)).size, STATUSES.length);
  });

  const headersOf = (name: string): (readonly [status: number, value: unknown])[] =>
    STATUSES.map((status) => [status, written({ status }).headers.get(name)] as const).filter(
      ([, value]) => value !== undefined,
    );

  it('says which method is allowed with 405 alone', () =>
    assert.deepEqual(headersOf('allow'), [[405, 'POST']]));
  it('says when to come again with 503 alone', () => assert.deepEqual(headersOf('retry-after'), [[503, 20]]));
  it('gives up the connection where a rest of the body may follow', () => {
    assert.deepEqual(headersOf('connection'), [
      [408, 'close'],
      [413, 'close'],
    ]);
  });

  it('does nothing when something before it has answered', () => {
    const response = new FakeResponse();
    response.statusCode = 204;
    response.headersSent = true;
    writeAnswer(response, { status: 200, id: 1 });
    writeAnswer(response, { status: 500 });
    assert.deepEqual([response.statusCode, response.bodies, response.headers.size], [204, [], 0]);
  });

  it('works with a response that does not tell whether it was sent', () => {
    const ended: unknown[] = [];
    const response = { statusCode: 0, setHeader: () => undefined, end: (body?: string) => ended.push(body) };
    writeAnswer(response, { status: 200, id: 7 });
    assert.deepEqual([response.statusCode, ended], [200, ['{"result":"OK","id":7}']]);
  });

  it('writes the head of an acknowledgement in one call where there is one, with its length in bytes', () => {
    const response = new FakeResponse();
    const heads: unknown[] = [];
    const writeHead = (status: number, headers: object): unknown => heads.push([status, headers]);
    writeAnswer(Object.assign(response, { writeHead }), { status: 200, id: 'я' });
    assert.deepEqual(response.answer, { status: 200, body: { result: 'OK', id: 'я' } });
    const length = Buffer.byteLength('{"result":"OK","id":"я"}');
    assert.deepEqual(heads, [[200, { 'Content-Type': 'application/json', 'Content-Length': length }]]);
  });
});
