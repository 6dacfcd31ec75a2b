import { randomBytes } from 'node:crypto';
import { chatInTerminal, createSimulator } from 'botbuilder-adapter-whatsgate/simulator';
import type { Settings } from './settings';

/** A stand-in for WhatsGate that runs in this process. */
export interface StandIn {
  readonly settings: Settings & { readonly baseUrl: string };
  /** Lets a person chat with the bot in the terminal; resolves when the person leaves. */
  chat(webhookUrl: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const simulator = await createSimulator();
  const { apiKey, whatsappId, baseUrl } = simulator;
  return {
    settings: { apiKey, whatsappId, baseUrl, webhookToken: randomBytes(24).toString('hex') },
    chat: async (webhookUrl, signal) => {
      simulator.setWebhook(webhookUrl);
      await chatInTerminal(simulator, { input: process.stdin, output: process.stdout, signal });
    },
    close: () => simulator.close(),
  };
}
