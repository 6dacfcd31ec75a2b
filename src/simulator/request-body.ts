import type { IncomingMessage } from 'node:http';

/** A request's body as text; empty when it was too large. */
export interface RequestBody {
  readonly text: string;
  readonly isTooLarge: boolean;
}

/**
 * Reads a body of at most `limit` bytes. Of a larger one nothing is kept, and the rest of it is not waited for.
 * @throws Error when the client hangs up before the end.
 */
export function readBody(incoming: IncomingMessage, limit: number): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      incoming.removeAllListeners('data');
      incoming.resume();
      resolve({ text: '', isTooLarge: true });
    });
    incoming.on('end', () => resolve({ text: Buffer.concat(chunks).toString('utf8'), isTooLarge: false }));
    incoming.on('error', reject);
  });
}
