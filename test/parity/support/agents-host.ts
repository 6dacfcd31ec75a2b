import { Activity, type ConversationReference } from '@microsoft/agents-activity';
import type { TurnContext } from '@microsoft/agents-hosting';
import { WhatsGateAdapter } from '../../../src/agents';
import type { Host, Logic, SeenActivity, Turn } from './host';

function turnOf(context: TurnContext): Turn {
  return {
    activity: context.activity as SeenActivity,
    get responded() {
      return context.responded;
    },
    send: async (activity) => (await context.sendActivity(activity as string))?.id ?? '',
    sendAll: async (activities) =>
      (await context.sendActivities(activities.map((activity) => Activity.fromObject(activity)))).map(
        (response) => response.id,
      ),
    update: (activity) => context.updateActivity(Activity.fromObject(activity)),
    delete: (id) => context.deleteActivity(id),
    reference: () =>
      JSON.parse(JSON.stringify(context.activity.getConversationReference())) as ConversationReference,
  };
}

const on =
  (logic: Logic) =>
  (context: TurnContext): Promise<void> =>
    logic(turnOf(context));

/** The Microsoft 365 Agents SDK. Its first versions take several activities only as instances of its class. */
export const agentsHost: Host = {
  name: 'agents',
  open: (options) => {
    const adapter = new WhatsGateAdapter(options);
    return {
      process: (request, response, logic) => adapter.process(request, response, on(logic)),
      processEvent: (payload, logic) => adapter.processEvent(payload, on(logic)),
      poll: (logic, since) => adapter.poll(on(logic), { intervalMs: 5, since }),
      continueConversation: (reference, logic) =>
        adapter.continueConversation('', reference as ConversationReference, on(logic)),
      createConversation: (id, activity, logic) => {
        const parameters = { members: [{ id, name: '' }], isGroup: false, activity };
        return adapter.createConversationAsync('', '', '', '', parameters as never, on(logic));
      },
      download: ({ contentType, contentUrl = '', name = '' }) =>
        adapter.downloadAttachment({ contentType, contentUrl, name }),
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
