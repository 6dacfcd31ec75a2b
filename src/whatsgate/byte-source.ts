/** Bytes of a known size that can be read from their beginning, as often as they are wanted. */
export interface ByteSource {
  /** How many bytes there are. */
  readonly size: number;
  /**
   * Reads them from the beginning, in pieces of any size. A piece is valid until the next one is asked for.
   * @throws when they cannot be read; an error of this package says why.
   */
  read(): AsyncIterable<Uint8Array>;
}
