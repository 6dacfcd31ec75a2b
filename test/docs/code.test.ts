import assert from 'node:assert/strict';
import { codeBlocks, guides } from './support/markdown';
import { typeCheck } from './support/type-check';

describe('the code in the documents', function () {
  this.timeout(120_000);

  const snippets = guides().flatMap((document) =>
    codeBlocks(document)
      .filter(({ language }) => language === 'ts')
      .map(({ code, line }) => ({ place: `${document.path}:${line}`, code })),
  );

  it('fits the types under the strict settings of the repository', () => {
    assert.ok(snippets.length >= 10, `only ${snippets.length} pieces of code were found`);
    assert.deepEqual(typeCheck(snippets), []);
  });

  it('would be caught if it did not fit', () => {
    const wrong = { place: 'here:1', code: "adapter.on('reciept', () => undefined);" };
    const [complaint = ''] = typeCheck([wrong]);
    assert.match(complaint, /^here:1 \+ 0: .*'"reciept"'/);
  });

  it('is TypeScript, a command, a picture or data', () => {
    const languages = guides().flatMap((document) => codeBlocks(document).map(({ language }) => language));
    assert.deepEqual([...new Set(languages)].sort(), ['', 'sh', 'ts']);
  });
});
