import { AgentApplication, MemoryStorage } from '@microsoft/agents-hosting';
import {
  WhatsGateAdapter,
  WhatsGateError,
  WhatsGateFileDownloader,
} from 'botbuilder-adapter-whatsgate/agents';
import { createSimulator } from 'botbuilder-adapter-whatsgate/simulator';

// The same from a module of ES: compiled, and run for its names.
const adapter = new WhatsGateAdapter({
  apiKey: 'key',
  whatsappId: 'shop',
  webhookToken: 'a-token-for-the-consumer',
});
const fileDownloaders = [new WhatsGateFileDownloader()];
const app = new AgentApplication({ adapter, storage: new MemoryStorage(), fileDownloaders });
adapter.on('error', (error: unknown) => console.error(error instanceof WhatsGateError));
console.log(`module: ${app.adapter === adapter}, ${typeof createSimulator}`);
await adapter.close();
