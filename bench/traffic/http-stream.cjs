'use strict';

/**
 * Cuts a socket's text into HTTP/1.1 messages and hands out head and body of each.
 * Only what these benchmarks meet is understood: a length, chunks, or no body at all.
 */
function createHttpStream(onMessage) {
  let pending = '';
  return (chunk) => {
    pending = pending === '' ? chunk.latin1Slice() : pending + chunk.latin1Slice();
    while (pending !== '') {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = pending.slice(0, headEnd);
      const bodyStart = headEnd + 4;
      const length = /\r\ncontent-length: *(\d+)/i.exec(head);
      if (length === null && /\r\ntransfer-encoding: *chunked/i.test(head)) {
        const end = pending.indexOf('0\r\n\r\n', bodyStart);
        if (end < 0) return;
        const body = joinChunks(pending.slice(bodyStart, end));
        pending = pending.slice(end + 5);
        onMessage(head, body);
        continue;
      }
      const messageEnd = bodyStart + (length === null ? 0 : Number(length[1]));
      if (pending.length < messageEnd) return;
      const body = pending.slice(bodyStart, messageEnd);
      pending = pending.slice(messageEnd);
      onMessage(head, body);
    }
  };
}

function joinChunks(text) {
  let body = '';
  let position = 0;
  while (position < text.length) {
    const sizeEnd = text.indexOf('\r\n', position);
    const size = parseInt(text.slice(position, sizeEnd), 16);
    body += text.slice(sizeEnd + 2, sizeEnd + 2 + size);
    position = sizeEnd + 2 + size + 2;
  }
  return body;
}

module.exports = { createHttpStream };
