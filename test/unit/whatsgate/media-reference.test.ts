import assert from 'node:assert/strict';
import { spy } from 'sinon';
import { silentLogger } from '../../../src/whatsgate/logger';
import { formatMediaReference, parseMediaReference } from '../../../src/whatsgate/media-reference';

describe('media references', () => {
  it('come back as they were, whatever their ids hold', () => {
    for (const messageId of ['false_7@c.us_AB', 'a/b?c#d%20', 'ü ☎', '..']) {
      const reference = { whatsappId: '6a10/b2', messageId };
      const uri = formatMediaReference(reference);
      assert.match(uri, /^whatsgate:\/\/media\/[^/]+\/[^/]+$/);
      assert.deepEqual(parseMediaReference(uri), reference);
    }
  });

  it('are made of broken text too', () => {
    assert.doesNotThrow(() => formatMediaReference({ whatsappId: 'w', messageId: 'false_\ud800' }));
  });

  it('are not read from any other URI', () => {
    for (const uri of [
      '',
      'https://example.test/media/a/b',
      'whatsgate://media/a',
      'whatsgate://media/a/b/c',
      'whatsgate://media//b',
      'whatsgate://media/a/%E0%A4%A',
      'xwhatsgate://media/a/b',
    ]) {
      assert.equal(parseMediaReference(uri), undefined, uri);
    }
  });
});

describe('the silent logger', () => {
  it('has every level, and says nothing', () => {
    const written = spy(process.stdout, 'write');
    try {
      for (const level of ['debug', 'info', 'warn', 'error'] as const)
        silentLogger[level]('text', { field: 1 });
      assert.equal(written.callCount, 0);
    } finally {
      written.restore();
    }
  });
});
