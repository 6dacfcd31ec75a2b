import assert from 'node:assert/strict';
import * as zlib from 'node:zlib';
import { isOggOpus } from '../../../src/media/ogg';
import { settleType } from '../../../src/media/sniff';
import { MP3, MP4, OGG_OPUS, OGG_VORBIS, PDF, PNG, WEBP } from '../../fixtures/media';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const ZIP = latin('PK\x03\x04\x14\0\0\0\x08\0');
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('the type that the bytes of a file say', () => {
  const beats: readonly [string, Buffer, string][] = [
    ['image/jpeg', PNG, 'image/png'],
    ['image/png', latin('\xff\xd8\xff\xe0\0\x10JFIF\0'), 'image/jpeg'],
    ['image/png', WEBP, 'image/webp'],
    ['application/octet-stream', PDF, 'application/pdf'],
    ['image/png', MP4, 'video/mp4'],
    ['application/pdf', MP3, 'audio/mpeg'],
    ['audio/mpeg', OGG_OPUS, 'audio/ogg'],
    ['image/png', latin('GIF89a\x01\0\x01\0\x80\0\0'), 'image/gif'],
    ['image/png', ZIP, 'application/zip'],
    ['image/png', zlib.gzipSync('x'), 'application/gzip'],
    ['video/mp4', latin('\0\0\0\x18ftypM4A \0\0\0\0'), 'audio/mp4'],
    ['image/png', latin('<!DOCTYPE html><html></html>'), 'text/html'],
    ['image/png', latin('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['application/octet-stream', latin('#!AMR\n\x3c\x91\x17\x16\xbe\x66'), 'audio/amr'],
  ];
  for (const [declared, bytes, expected] of beats) {
    it(`${expected} beats ${declared}`, () => assert.equal(settleType(declared, bytes), expected));
  }

  const stands: readonly [string, Buffer][] = [
    [DOCX, ZIP],
    ['application/epub+zip', ZIP],
    ['application/vnd.ms-excel', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
    ['audio/mp4', MP4],
    ['video/ogg', latin(`OggS${'\0'.repeat(22)}\x01\x08somethng`)],
    ['image/pjpeg', latin('\xff\xd8\xff\xe0\0\x10JFIF\0')],
    ['text/plain', latin('BM is how this sentence begins, and MZ')],
    ['text/csv', latin('a,b\n1,2\n')],
    ['text/csv', Buffer.from('\ufeffa;b\n1;2\n', 'utf16le')],
    ['application/x-test', latin('no signature of anything here \x01\x02')],
    ['application/json', latin('{"a": 1, "b": [1, 2, 3]}')],
  ];
  for (const [declared, bytes] of stands) {
    it(`leaves ${declared} alone`, () => assert.equal(settleType(declared, bytes), declared));
  }

  it('tells Opus in Ogg from other sounds in Ogg', () => {
    assert.deepEqual([OGG_OPUS, OGG_VORBIS, MP3, Buffer.alloc(0)].map(isOggOpus), [
      true,
      false,
      false,
      false,
    ]);
  });
});
