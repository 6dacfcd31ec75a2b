import { WhatsGateActivityError } from '../whatsgate/errors';

/** A file is larger than any may be; `size` is left out where nobody has counted to the end. */
export function tooLarge(size: number | undefined, maximumBytes: number): WhatsGateActivityError {
  const attachment = size === undefined ? 'An attachment' : `An attachment of ${size} bytes`;
  return new WhatsGateActivityError(
    `${attachment} is larger than the ${maximumBytes} bytes that are allowed (option media.maximumBytes).`,
  );
}
