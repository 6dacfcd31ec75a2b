import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLocalFile } from '../../../src/media/local-file';
import { readAll } from '../../../src/media/opened-source';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';

describe('files of this machine', () => {
  let base: string;
  let root: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'local-file-'));
    root = join(base, 'root');
    await mkdir(join(root, 'deep'), { recursive: true });
    await mkdir(join(base, 'root-of-another'));
    await writeFile(join(root, 'a b.txt'), 'inside');
    await writeFile(join(root, 'deep', 'c.txt'), 'deep');
    await writeFile(join(base, 'secret.txt'), 'secret');
    await writeFile(join(base, 'root-of-another', 'd.txt'), 'secret');
    await symlink(join(base, 'secret.txt'), join(root, 'out.txt'));
    await symlink(base, join(root, 'up'));
    await symlink(join(root, 'deep', 'c.txt'), join(root, 'in.txt'));
    await symlink(root, join(base, 'link-to-root'));
  });
  afterEach(() => rm(base, { recursive: true }));

  async function read(url: string, folder: string | undefined = root, most = 1000): Promise<string> {
    const file = await openLocalFile(url, folder, most);
    try {
      return (await readAll(file)).toString();
    } finally {
      await file.release();
    }
  }

  async function refused(url: string, message: RegExp, folder: string | undefined = root): Promise<void> {
    await assert.rejects(openLocalFile(url, folder, 1000), (error) => {
      assert.ok(error instanceof WhatsGateActivityError, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes(base), 'the path is not told');
      return true;
    });
  }

  it('are read inside the folder, by relative and absolute URLs and by links that stay inside', async () => {
    assert.equal(await read('file:a b.txt'), 'inside');
    assert.equal(await read('file:a%20b.txt'), 'inside');
    assert.equal(await read('file:deep/../deep/c.txt'), 'deep');
    assert.equal(await read(pathToFileURL(join(root, 'a b.txt')).href), 'inside');
    assert.equal(await read('file:in.txt'), 'deep');
    assert.equal(await read('file:a b.txt', join(base, 'link-to-root')), 'inside');
    assert.equal(
      await read(pathToFileURL(join(base, 'link-to-root', 'a b.txt')).href, join(base, 'link-to-root')),
      'inside',
    );
  });

  it('are none without the option', async () => {
    await assert.rejects(openLocalFile('file:a b.txt', undefined, 1000), /media\.rootFolder/);
  });

  it('outside the folder are refused, however they are named', async () => {
    const outside = /outside the folder/;
    await refused('file:../secret.txt', outside);
    await refused('file:%2e%2e/secret.txt', outside);
    await refused('file:..%2fsecret.txt', outside);
    await refused('file:deep/../../secret.txt', outside);
    await refused('file:/etc/passwd', outside);
    await refused('file:///etc/passwd', outside);
    await refused(pathToFileURL(join(base, 'secret.txt')).href, outside);
    await refused(pathToFileURL(join(base, 'root-of-another', 'd.txt')).href, outside);
    await refused('file:../root-of-another/d.txt', outside);
    await refused('file:out.txt', outside);
    await refused('file:up/secret.txt', outside);
    await refused('file:.', outside);
    await refused('file:a%00b', outside);
  });

  it('that are none are refused', async () => {
    await refused('file:deep', /not a file/);
    await refused('file:missing.txt', /ENOENT/);
    await refused('file://other-host/a.txt', /no file: URL of this machine/);
    await refused('file:%zz', /no file: URL of this machine/);
    await refused('file:a b.txt', /media\.rootFolder cannot be read/, join(base, 'missing'));
  });

  it('that nobody writes to do not keep anybody waiting', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await refused('file:pipe', /not a file/);
  });

  it('above the limit are refused', async () => {
    await assert.rejects(openLocalFile('file:a b.txt', root, 5), /larger than the 5 bytes/);
    assert.equal(await read('file:a b.txt', root, 6), 'inside');
  });
});
