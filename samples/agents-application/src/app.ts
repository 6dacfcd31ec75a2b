import {
  AgentApplication,
  MemoryStorage,
  type InputFile,
  type TurnContext,
  type TurnState,
} from '@microsoft/agents-hosting';
import { WhatsGateFileDownloader, type WhatsGateAdapter } from 'botbuilder-adapter-whatsgate/agents';

/** What the bot keeps of a conversation. */
interface Conversation {
  count?: number;
}

type State = TurnState<Conversation>;

/** Counts messages, looks at files, and reminds those who ask for it. */
export function createApplication(adapter: WhatsGateAdapter, remindAfterMs: number): AgentApplication<State> {
  const app = new AgentApplication<State>({
    adapter,
    storage: new MemoryStorage(),
    fileDownloaders: [new WhatsGateFileDownloader<State>()],
  });

  app.onMessage('remind me', async (context) => {
    const id = await app.proactive.storeConversation(context);
    setTimeout(() => {
      app.proactive
        .sendActivity(adapter, id, { type: 'message', text: 'You wanted to be reminded.' })
        .catch((error: unknown) => console.error('A reminder failed:', error));
    }, remindAfterMs);
    await context.sendActivity('I will.');
  });

  app.onActivity('message', async (context, state) => {
    state.conversation.count = (state.conversation.count ?? 0) + 1;
    await context.sendActivity(`${state.conversation.count}. You said: ${context.activity.text}`);
    for (const file of state.getValue<InputFile[]>('inputFiles')) {
      await context.sendActivity(`A file of ${file.content.length} bytes: ${file.contentType}`);
    }
  });

  app.onError(async (context: TurnContext, error: Error) => {
    console.error('A turn failed:', error);
    await context.sendActivity('Sorry, something went wrong on my side. Please try again.');
  });

  // Without this the SDK does not save the state.
  app.onTurn('afterTurn', () => Promise.resolve(true));
  return app;
}
