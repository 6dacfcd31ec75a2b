import assert from 'node:assert/strict';
import { resolveFile } from '../../../src/media/resolve';
import { PNG } from '../../fixtures/media';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const ZIP = latin('PK\x03\x04\x14\0\0\0\x08\0');
const GZIP = latin('\x1f\x8b\x08\0\0\0\0\0\0\x03');
const RAR = latin('Rar!\x1a\x07\0\xcf\x90s\0\0\x0d\0\0\0\0\0');
const TIFF = latin('II*\0\x08\0\0\0\x01\x02\x03\x04\0\0\0\0');
const STREAM = latin('\0\0\x01\xba\x44\0\x04\0\x04\x01\0\0\0\0\0\0');
const boxes = (brand: string): Buffer => latin(`\0\0\0\x18ftyp${brand}\0\0\0\0`);
const PAGE = latin('<!DOCTYPE html>\n<html><body>Hello</body></html>');

function resolve(name: string, bytes: Buffer, contentType?: string) {
  const unused = () => Promise.reject(new Error('it is not asked'));
  const access = { fetchUrl: unused, fetchFromGateway: unused, maximumBytes: 1000 };
  return resolveFile({ source: { kind: 'bytes', bytes }, contentType, name }, access);
}

describe('a file keeps its name', () => {
  const kept: readonly (readonly [name: string, bytes: Buffer])[] = [
    ['logo.ai', latin('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n1 0 obj')],
    ...['a.sketch', 'a.ipa', 'a.whl', 'a.xd', 'a.cbz', 'a.xpi'].map((name) => [name, ZIP] as const),
    ['a.cbr', RAR],
    ...['a.svgz', 'a.emz'].map((name) => [name, GZIP] as const),
    ...['a.dng', 'a.nef', 'a.cr2'].map((name) => [name, TIFF] as const),
    ['a.cr3', boxes('crx ')],
    ['a.m4b', boxes('M4B ')],
    ['a.m4v', boxes('M4V ')],
    ['a.avif', boxes('mif1')],
    ['a.heic', boxes('heis')],
    ['a.vob', STREAM],
    ['a.hwp', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0')],
    ...['page.txt', 'index.php', 'page.hbs', 'page.xml', 'page.ejs'].map((name) => [name, PAGE] as const),
    ...['BM 12', 'ID3 tags', 'GIF 1'].map((text) => ['note.txt', latin(text)] as const),
  ];
  for (const [name, bytes] of kept) {
    it(`${name} of ${JSON.stringify(bytes.toString('latin1', 0, 12))}`, async () => {
      assert.equal((await resolve(name, bytes)).filename, name);
    });
  }

  it('and gets one that says what it is where its own says something else, or nothing', async () => {
    assert.equal((await resolve('a.png', PAGE)).filename, 'a.html');
    assert.equal((await resolve('Report of May', ZIP)).filename, 'Report of May.zip');
    assert.equal((await resolve('backup.2026', ZIP)).filename, 'backup.2026.zip');
    assert.equal((await resolve('picture.final', PNG)).filename, 'picture.final.png');
  });
});

describe('the type of a file', () => {
  it('is told by the name that the gateway lists', async () => {
    const jpeg = latin('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01');
    assert.equal((await resolve('a.jpg', jpeg, 'image/jpg')).mimetype, 'image/jpeg');
    assert.equal((await resolve('a.jpg', jpeg, 'image/pjpeg')).mimetype, 'image/pjpeg');
    assert.equal((await resolve('a.zip', ZIP, 'application/x-zip-compressed')).mimetype, 'application/zip');
    assert.equal((await resolve('a.aac', latin('\xff\xf1P\x80\0\0\0\0'))).mimetype, 'audio/aac');
  });
});
