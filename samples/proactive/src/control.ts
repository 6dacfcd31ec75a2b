import type { ConversationParameters } from 'botbuilder';
import express, { type Express } from 'express';
import type { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import type { References } from './bot';

/** What makes the bot write without having been asked. Whoever reaches this can write in its name. */
export function createControl(adapter: WhatsGateAdapter, references: References): Express {
  const control = express();

  control.get('/api/notify', async (_req, res) => {
    const notified = await Promise.allSettled(
      [...references.values()].map((reference) =>
        adapter.continueConversationAsync('', reference, async (context) => {
          await context.sendActivity('There is news.');
        }),
      ),
    );
    const failed = notified.filter(({ status }) => status === 'rejected').length;
    res.json({ notified: notified.length - failed, failed });
  });

  // To somebody who may never have written: {"number": "79991112233", "text": "Hello"}.
  control.post('/api/write', express.json(), async (req, res) => {
    const { number, text } = (req.body ?? {}) as { number?: unknown; text?: unknown };
    if (typeof number !== 'string' || typeof text !== 'string') {
      res.status(400).json({ error: 'Expected {"number": "<with country code>", "text": "…"}.' });
      return;
    }
    const to = { members: [{ id: number, name: '' }] } as ConversationParameters;
    try {
      // App id, channel, service URL and audience mean nothing to this adapter.
      await adapter.createConversationAsync('', '', '', '', to, async (context) => {
        await context.sendActivity(text);
      });
      res.json({ written: true });
    } catch (error) {
      res.status(502).json({ error: error instanceof Error ? error.message : 'It could not be sent.' });
    }
  });

  return control;
}
