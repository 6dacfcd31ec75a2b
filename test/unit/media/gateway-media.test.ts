import assert from 'node:assert/strict';
import { fetchGatewayMedia } from '../../../src/media/gateway-media';
import { WhatsGateApiError, WhatsGateAuthenticationError } from '../../../src/whatsgate/errors';
import type { Media } from '../../../src/whatsgate/wire';

const FILE: Media = { mimetype: 'image/png', data: 'AAAA' };
const REFERENCE = { whatsappId: 'w', messageId: 'false_7@c.us_AA' };
const unfinished = new WhatsGateApiError('no media', { command: 'get-messagemedia', status: 500 });

/** A gateway that answers in turn; the last answer goes on. */
function gatewayOf(answers: readonly (Media | Error)[], byKey: Media | Error = unfinished) {
  const calls: string[] = [];
  const give = (answer: Media | Error | undefined): Promise<Media> =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? FILE);
  return {
    calls,
    getMessageMedia: (_account: string, id: string) => {
      const answer = answers[Math.min(calls.filter((call) => call === id).length, answers.length - 1)];
      calls.push(id);
      return give(answer);
    },
    getMedia: (_account: string, key: string) => {
      calls.push(`key ${key}`);
      return give(byKey);
    },
  };
}

describe('the file of a message at the gateway', () => {
  const pausesMs = [1, 1];

  it('is asked for by the long id', async () => {
    const client = gatewayOf([FILE]);
    assert.equal(await fetchGatewayMedia(REFERENCE, { client, pausesMs }), FILE);
    assert.deepEqual(client.calls, [REFERENCE.messageId]);
  });

  it('is asked for again while the gateway has not finished', async () => {
    const client = gatewayOf([unfinished, { ...FILE, data: '' }, FILE]);
    assert.equal(await fetchGatewayMedia(REFERENCE, { client, pausesMs }), FILE);
    assert.equal(client.calls.length, 3);
  });

  it('that never comes is the failure of the gateway', async () => {
    const client = gatewayOf([unfinished]);
    await assert.rejects(fetchGatewayMedia(REFERENCE, { client, pausesMs }), unfinished);
    assert.equal(client.calls.length, 3);
  });

  it('is asked for by the deprecated command where the current one fails and the key is known', async () => {
    const client = gatewayOf([unfinished], FILE);
    const reference = { ...REFERENCE, mediaKey: 'k' };
    assert.equal(await fetchGatewayMedia(reference, { client, pausesMs }), FILE);
    assert.deepEqual(client.calls, [REFERENCE.messageId, 'key k']);
  });

  it('keeps the first failure when both commands fail', async () => {
    const other = new WhatsGateApiError('no such key', { command: 'get-media', status: 500 });
    const client = gatewayOf([unfinished], other);
    const reference = { ...REFERENCE, mediaKey: 'k' };
    await assert.rejects(fetchGatewayMedia(reference, { client, pausesMs: [] }), unfinished);
  });

  it('is not asked for again with a key that is refused', async () => {
    const refused = new WhatsGateAuthenticationError('no', { command: 'get-messagemedia', status: 401 });
    const client = gatewayOf([refused], FILE);
    await assert.rejects(fetchGatewayMedia({ ...REFERENCE, mediaKey: 'k' }, { client, pausesMs }), refused);
    assert.equal(client.calls.length, 1);
  });

  it('is not waited for once the caller has gone', async () => {
    const gone = new AbortController();
    const client = gatewayOf([unfinished]);
    const fetching = fetchGatewayMedia(REFERENCE, { client, pausesMs: [60_000] }, gone.signal);
    gone.abort();
    await assert.rejects(fetching, unfinished);
  });
});
