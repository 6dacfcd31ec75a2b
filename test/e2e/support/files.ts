import { deflateSync, crc32 } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A picture of a sunset over the sea, made of nothing but numbers. */
export function sunset(width = 480, height = 320): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const isSea = y > height * 0.62;
      const [dx, dy] = [x - width * 0.62, y - height * 0.52];
      const isSun = Math.hypot(dx, dy) < height * 0.15 && !isSea;
      const glow = Math.max(0, 1 - Math.hypot(dx, dy) / width);
      const wave = isSea ? Math.sin(x / 9 + y * 1.7) * 9 * glow : 0;
      const sky = [70 + 180 * glow, 60 + 110 * glow, 130 - 20 * glow];
      const sea = [28 + 120 * glow + wave, 52 + 50 * glow + wave, 96 + 10 * glow + wave];
      const colour = isSun ? [255, 226, 150] : isSea ? sea : sky;
      for (const [place, value] of colour.entries()) {
        row[1 + x * 3 + place] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
    return row;
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
