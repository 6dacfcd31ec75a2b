import { TurnContext, type ConversationParameters, type ConversationReference } from 'botbuilder';
import { WhatsGateAdapter } from '../../../src/index';
import type { Host, Logic, Turn } from './host';

function turnOf(context: TurnContext): Turn {
  return {
    activity: context.activity,
    get responded() {
      return context.responded;
    },
    send: async (activity) => (await context.sendActivity(activity as string))?.id ?? '',
    sendAll: async (activities) =>
      (await context.sendActivities(activities as never)).map((response) => response.id),
    update: (activity) => context.updateActivity(activity as never),
    delete: (id) => context.deleteActivity(id),
    reference: () =>
      JSON.parse(
        JSON.stringify(TurnContext.getConversationReference(context.activity)),
      ) as Partial<ConversationReference>,
  };
}

const on =
  (logic: Logic) =>
  (context: TurnContext): Promise<void> =>
    logic(turnOf(context));

/** Bot Framework. */
export const botbuilderHost: Host = {
  name: 'botbuilder',
  open: (options) => {
    const adapter = new WhatsGateAdapter(options);
    return {
      process: (request, response, logic) => adapter.process(request, response, on(logic)),
      processEvent: (payload, logic) => adapter.processEvent(payload, on(logic)),
      poll: (logic, since) => adapter.poll(on(logic), { intervalMs: 5, since }),
      continueConversation: (reference, logic) =>
        adapter.continueConversationAsync('', reference as Partial<ConversationReference>, on(logic)),
      createConversation: (id, activity, logic) => {
        const parameters = { members: [{ id, name: '' }], isGroup: false, activity };
        return adapter.createConversationAsync(
          '',
          '',
          '',
          '',
          parameters as ConversationParameters,
          on(logic),
        );
      },
      download: (attachment) => adapter.downloadAttachment(attachment),
      onTurnError: (handle) => {
        adapter.onTurnError = (context, error) => handle(turnOf(context), error);
      },
      use: (step) => {
        adapter.use((context, next) => step(turnOf(context), next));
      },
      onError: (listener) => {
        adapter.on('error', listener);
      },
      close: (graceMs) => adapter.close(graceMs),
    };
  },
};
