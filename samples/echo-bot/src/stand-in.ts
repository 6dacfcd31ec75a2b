import { randomBytes } from 'node:crypto';
import { chatInTerminal, createSimulator, steerableClock } from 'botbuilder-adapter-whatsgate/simulator';
import type { Settings } from './settings';

/** A stand-in for WhatsGate that runs in this process. */
export interface StandIn {
  readonly settings: Settings & { readonly baseUrl: string };
  /** The page to chat in, for the browser. */
  readonly pageUrl: string;
  /** Lets a person chat with the bot in the terminal; resolves when the person leaves. */
  chat(webhookUrl: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const simulator = await createSimulator({
    clock: steerableClock(),
    automaticAcks: [
      { ack: 1, afterMs: 0 },
      { ack: 2, afterMs: 300 },
      { ack: 3, afterMs: 1200 },
    ],
  });
  const { apiKey, whatsappId, baseUrl, pageUrl = baseUrl } = simulator;
  // Some people to be in the page; in the terminal one is Anna.
  const anna = simulator.user('79991112233', { name: 'Anna' });
  const boris = simulator.user('79992223344', { name: 'Boris' });
  simulator.group('Family', [anna, boris]);
  return {
    settings: { apiKey, whatsappId, baseUrl, webhookToken: randomBytes(24).toString('hex') },
    pageUrl,
    chat: async (webhookUrl, signal) => {
      simulator.setWebhook(webhookUrl);
      await chatInTerminal(simulator, {
        input: process.stdin,
        output: process.stdout,
        signal,
        receipts: false,
      });
    },
    close: () => simulator.close(),
  };
}
