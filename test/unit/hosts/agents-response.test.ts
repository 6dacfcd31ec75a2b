import assert from 'node:assert/strict';
import { writeAnswer } from '../../../src/channel/webhook-http';
import { toWebhookResponse } from '../../../src/hosts/agents-response';

/** A response that has only what the SDK promises of one. */
class SdkResponse {
  readonly calls: unknown[] = [];
  headersSent = false;
  writableEnded = false;
  status(code: number): this {
    this.calls.push(['status', code]);
    return this;
  }
  setHeader(name: string, value: string): this {
    this.calls.push(['header', name, value]);
    return this;
  }
  send(body?: unknown): this {
    this.calls.push(['send', body]);
    return this;
  }
  end(): this {
    this.calls.push(['end']);
    return this;
  }
}

describe('a response of the Agents SDK', () => {
  it('is used as it is where it is one of node', () => {
    const response = { statusCode: 200, setHeader: () => undefined, end: () => undefined };
    assert.equal(toWebhookResponse(response), response);
  });

  it('is written through the methods that the SDK promises', () => {
    const refused = new SdkResponse();
    writeAnswer(toWebhookResponse(refused), { status: 503 });
    assert.deepEqual(refused.calls.slice(0, 3), [
      ['status', 503],
      ['header', 'Content-Type', 'application/json'],
      ['header', 'Retry-After', '20'],
    ]);
    const taken = new SdkResponse();
    writeAnswer(toWebhookResponse(taken), { status: 200, id: 7 });
    assert.deepEqual(taken.calls.at(-1), ['send', '{"result":"OK","id":7}']);
  });

  it('that something before us has answered is left alone', () => {
    const response = Object.assign(new SdkResponse(), { headersSent: true });
    writeAnswer(toWebhookResponse(response), { status: 400 });
    assert.deepEqual(response.calls, []);
  });
});
