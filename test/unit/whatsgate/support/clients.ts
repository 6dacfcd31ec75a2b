import axios from 'axios';
import { WhatsGateClient } from '../../../../src/whatsgate/client';
import type { WhatsGateClientOptions } from '../../../../src/whatsgate/client-options';

/** A key that no text holds by chance. */
export const API_KEY = 'k3y-5f0c9e71d2aa4b';

/** Repeats come at once, so that tests of counts do not wait. */
export const QUICK_RETRY = { repeats: 2, firstPauseMs: 1, longestPauseMs: 2 };

/** What a test may want otherwise. */
export type Options = Partial<WhatsGateClientOptions>;

/** A client on the own transport. */
export function makeClient(options: Options = {}): WhatsGateClient {
  return new WhatsGateClient({ apiKey: API_KEY, retry: QUICK_RETRY, proxy: false, ...options });
}

/** A text to Anna, waited for. */
export const TEXT = {
  WhatsappID: '6a10b2c3d4e5f',
  async: false,
  recipient: { number: '79005550101' },
  message: { body: 'Order 42 is ready' },
} as const;

/** The same two transports against a server of the test's own: what they take as options. */
export const REAL_TRANSPORTS: readonly { name: string; options: () => Options }[] = [
  { name: 'own transport', options: () => ({}) },
  { name: 'injected axios', options: () => ({ axios: axios.create({ proxy: false }) }) },
];
