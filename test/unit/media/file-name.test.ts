import assert from 'node:assert/strict';
import {
  bareType,
  nameFor,
  nameInUrl,
  safeFileName,
  specificType,
  typeOfName,
} from '../../../src/media/file-name';

describe('safe file names', () => {
  const cases: readonly [string, string][] = [
    ['bird.png', 'bird.png'],
    ['Счёт №5.pdf', 'Счёт №5.pdf'],
    ['  a b.txt  ', 'a b.txt'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\Windows\\system.ini', 'system.ini'],
    ['/absolute/a.txt', 'a.txt'],
    ['C:\\a.txt', 'a.txt'],
    ['a\\b/c.txt', 'c.txt'],
    ['.htaccess', 'htaccess'],
    ['...a', 'a'],
    ['. ..a', 'a'],
    ['a\u0000b\n\r\tc\u007f\u0085.txt', 'abc.txt'],
    ['exe\u202egpj.exe', 'exegpj.exe'],
    ['\u200ea\u200fb\u2066c\u2069\u061cd\u202a.txt', 'abcd.txt'],
    ['a\u2028b\u2029.txt', 'ab.txt'],
    ['a<b>c:d"e|f?g*.txt', 'a_b_c_d_e_f_g_.txt'],
    ['😀.png', '😀.png'],
  ];
  for (const [name, expected] of cases) {
    it(`${JSON.stringify(name)} is '${expected}'`, () =>
      assert.equal(safeFileName(name, 'file.bin'), expected));
  }

  const nothing = [
    '',
    ' ',
    '.',
    '..',
    '...',
    '. .',
    '. ..',
    '../',
    'a/..',
    '/',
    '\\',
    '\u202e',
    '\u0000',
    '.\u0000.',
    ' . ',
  ];
  for (const name of nothing) {
    it(`nothing is left of ${JSON.stringify(name)}`, () => {
      assert.equal(safeFileName(name, 'file.bin'), 'file.bin');
    });
  }

  it('are cut to 200 characters and keep their extension', () => {
    const name = safeFileName(`${'a'.repeat(300)}.jpeg`, 'x');
    assert.equal(name, `${'a'.repeat(195)}.jpeg`);
    assert.equal(safeFileName('b'.repeat(300), 'x'), 'b'.repeat(200));
    assert.equal(safeFileName('c'.repeat(200), 'x').length, 200);
  });

  it('do not take a long end for an extension', () => {
    assert.equal(safeFileName(`a.${'b'.repeat(300)}`, 'x'), `a.${'b'.repeat(198)}`);
  });

  it('are never cut inside a character', () => {
    const name = safeFileName(`a${'😀'.repeat(150)}`, 'x');
    assert.equal(name, `a${'😀'.repeat(99)}`);
    const withExtension = safeFileName(`${'😀'.repeat(150)}.png`, 'x');
    assert.equal(withExtension, `${'😀'.repeat(98)}.png`);
    for (const cut of [name, withExtension]) assert.equal(Buffer.from(cut).toString(), cut);
  });
});

describe('names and types', () => {
  const names: readonly [string, string][] = [
    ['image/jpeg', 'f.jpg'],
    ['IMAGE/PNG; q=1', 'f.png'],
    ['image/webp', 'f.webp'],
    ['image/tiff', 'f.tiff'],
    ['audio/mpeg', 'f.mp3'],
    ['audio/ogg; codecs=opus', 'f.ogg'],
    ['audio/aac', 'f.aac'],
    ['audio/mp4', 'f.m4a'],
    ['video/mp4', 'f.mp4'],
    ['video/quicktime', 'f.mov'],
    ['application/pdf', 'f.pdf'],
    ['application/msword', 'f.doc'],
    ['application/vnd.ms-excel', 'f.xls'],
    ['text/plain', 'f.txt'],
    ['image/jpg', 'f.jpg'],
    ['audio/flac', 'f.flac'],
    ['text/vcard', 'f.vcf'],
    ['text/markdown', 'f.md'],
    ['text/javascript', 'f.js'],
    ['application/octet-stream', 'f.bin'],
    ['never/seen', 'f.bin'],
    ['../../x', 'f.bin'],
    ['', 'f.bin'],
  ];
  for (const [type, expected] of names) {
    it(`a file of '${type}' is called ${expected}`, () => assert.equal(nameFor('f', type), expected));
  }

  it('a bare type has no parameters and small letters', () => {
    assert.equal(bareType(' Audio/OGG ; codecs=opus'), 'audio/ogg');
    assert.equal(bareType(''), '');
  });

  it('an extension stands for a type', () => {
    assert.equal(typeOfName('a.PNG'), 'image/png');
    assert.equal(typeOfName('a'), undefined);
    assert.equal(typeOfName(''), undefined);
  });

  const specific: readonly [(string | undefined)[], string][] = [
    [['image/png', 'image/gif'], 'image/png'],
    [['image', 'image/*', '*/*', 'png', '', undefined, 'Image/GIF; q=1'], 'image/gif'],
    [['application/octet-stream', 'application/pdf'], 'application/pdf'],
    [['application/octet-stream'], 'application/octet-stream'],
    [['application/vnd.ms-excel'], 'application/vnd.ms-excel'],
    [['image/svg+xml'], 'image/svg+xml'],
    [[], 'application/octet-stream'],
  ];
  for (const [candidates, expected] of specific) {
    it(`of ${JSON.stringify(candidates)} the one that says something is ${expected}`, () => {
      assert.equal(specificType(candidates), expected);
    });
  }

  const urls: readonly [string, string | undefined][] = [
    ['https://h/dir/a.png?b=c.gif#d.jpg', 'a.png'],
    ['https://h/%D0%B0.png', 'а.png'],
    ['https://h/..%2F..%2Fetc%2Fpasswd', '../../etc/passwd'],
    ['https://h/100%', '100%'],
    ['https://h/dir/', undefined],
    ['https://h', undefined],
    ['no url', undefined],
  ];
  for (const [url, expected] of urls) {
    it(`the name in ${url}`, () => assert.equal(nameInUrl(url), expected));
  }
});
