import { WhatsGateChannel } from '../../../../src/channel/channel';
import type { InboundActivity } from '../../../../src/activity/types';
import type { WhatsGateAdapterOptions } from '../../../../src/channel/settings';
import { TOKEN } from './http';
import { RecordingLogger } from './logs';
import { ANNA } from './outbox';

let number = 0;
/** A message of a person, as a webhook brings it, with a number of its own. */
export const message = (text: string, chatId = ANNA, envelope: object = {}) => {
  number += 1;
  return {
    id: number,
    whatsapp_id: 'shop',
    event_action: 'message',
    event_date: '2026-05-28 20:30:00',
    event_data: { message: { id: `false_${chatId}_${number}`, from: chatId, body: text, type: 'chat' } },
    ...envelope,
  };
};

/** Channels with one account, and a bot that keeps what it is given. */
export class ChannelBench {
  readonly logger = new RecordingLogger();
  readonly turns: InboundActivity[] = [];
  readonly #channels: WhatsGateChannel[] = [];

  open(options: Partial<WhatsGateAdapterOptions> = {}): WhatsGateChannel {
    const channel = new WhatsGateChannel({
      apiKey: 'key',
      whatsappId: 'shop',
      webhookToken: TOKEN,
      logger: this.logger,
      ...options,
    });
    this.#channels.push(channel);
    return channel;
  }

  readonly run = (activity: InboundActivity): Promise<void> => {
    this.turns.push(activity);
    return Promise.resolve();
  };

  /** The texts of the turns, in order. */
  get texts(): unknown[] {
    return this.turns.map(({ text }) => text);
  }

  async end(): Promise<void> {
    await Promise.all(this.#channels.map((channel) => channel.close(0)));
  }
}
