const PAGE_HEADER = 27;

/** Whether a file is sound in Opus inside an Ogg container, the only one that WhatsApp plays as a voice note. */
export function isOggOpus(head: Uint8Array): boolean {
  return startOfFirstPacket(head)?.startsWith('OpusHead') === true;
}

/** What is inside an Ogg file, by the start of its first packet (RFC 3533, RFC 7845). */
export function oggType(head: Uint8Array): string | undefined {
  const packet = startOfFirstPacket(head);
  if (packet === undefined) return undefined;
  if (packet.startsWith('OpusHead') || /^(?:\x01vorbis|\x7fFLAC|Speex)/.test(packet)) return 'audio/ogg';
  return packet.startsWith('\x80theora') ? 'video/ogg' : 'application/ogg';
}

function startOfFirstPacket(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.toString('latin1', 0, 4) !== 'OggS') return undefined;
  const start = PAGE_HEADER + (bytes[PAGE_HEADER - 1] ?? 0);
  return bytes.toString('latin1', start, start + 8);
}
