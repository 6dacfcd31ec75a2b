import type { CloudAdapter } from '@microsoft/agents-hosting';
import type { WebhookResponse } from '../channel/webhook-http';

/** A response as the Agents SDK describes it: express' own, or what a host of the SDK makes of another server's. */
export type AgentsResponse = Parameters<CloudAdapter['process']>[1];

/** The response as it is where it is one of `node:http`, which express' is; else one that writes through the SDK's methods. */
export function toWebhookResponse(response: WebhookResponse | AgentsResponse): WebhookResponse {
  if (isWebhookResponse(response)) return response;
  let statusCode = 200;
  return {
    get statusCode() {
      return statusCode;
    },
    set statusCode(status) {
      statusCode = status;
      response.status(status);
    },
    get headersSent() {
      return response.headersSent;
    },
    setHeader: (name, value) => response.setHeader(name, String(value)),
    end: (body) => response.send(body),
  };
}

function isWebhookResponse(response: WebhookResponse | AgentsResponse): response is WebhookResponse {
  return 'statusCode' in response;
}
