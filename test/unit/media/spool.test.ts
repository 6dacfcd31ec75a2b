import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { resolveFile } from '../../../src/media/resolve';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';

describe('a stream, where no temporary file can be made', () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env['TMPDIR'];
    process.env['TMPDIR'] = '/no/such/folder';
  });
  afterEach(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });

  it('is closed, and the error does not tell the path', async () => {
    const stream = Readable.from(['a', 'b']);
    const unused = () => Promise.reject(new Error('it is not asked'));
    const access = { fetchUrl: unused, fetchFromGateway: unused, maximumBytes: 1000 };
    const source = { kind: 'stream', pieces: stream } as const;
    await assert.rejects(
      resolveFile({ source, contentType: undefined, name: 'a.txt' }, access),
      (error) =>
        error instanceof WhatsGateActivityError &&
        error.message.includes('ENOENT') &&
        !JSON.stringify([error.message, String(error.cause)]).includes('/no/such'),
    );
    assert.equal(stream.destroyed, true);
  });
});
