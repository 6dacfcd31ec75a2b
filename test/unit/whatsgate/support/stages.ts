import axios from 'axios';
import nock from 'nock';
import type { WhatsGateClient } from '../../../../src/whatsgate/client';
import { makeClient, type Options } from './clients';
import { interceptRequests, useRealSockets } from './nock';
import { startServer, type TestServer } from './servers';

/** A request as the gateway got it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What the gateway answers; text goes out as it is, anything else as JSON. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** A gateway that answers by script, and clients that reach it. */
export interface Stage {
  readonly name: string;
  /** Sets the stage up for the tests of a suite. */
  readonly install: () => void;
  readonly client: (options?: Options) => WhatsGateClient;
  /** A command gets these answers, one after the other. Gives what is seen of the requests for it. */
  readonly answer: (command: string, ...answers: readonly ScriptedAnswer[]) => readonly SeenRequest[];
  /** How many answers nobody has asked for. */
  readonly unusedAnswers: () => number;
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** The transport that clients have by themselves, over a real socket: nock does not see all of its requests. */
function ownTransport(): Stage {
  let server: TestServer;
  let script: { command: string; answer: ScriptedAnswer; seen: SeenRequest[] }[] = [];
  const clients: WhatsGateClient[] = [];
  return {
    name: 'own transport',
    install: () => {
      useRealSockets();
      beforeEach(async () => {
        script = [];
        server = await startServer((response, number) => {
          const { url, headers, body } = server.requests[number - 1]!;
          const index = script.findIndex(({ command }) => url === `/api/v1/${command}`);
          const [scene] = index < 0 ? [] : script.splice(index, 1);
          if (scene === undefined) {
            response.writeHead(418).end(`no answer for ${url}`);
            return;
          }
          scene.seen.push({ path: url, headers, body: JSON.parse(body) as unknown });
          const { status = 200, headers: more = {} } = scene.answer;
          response.writeHead(status, { 'content-type': 'application/json', ...more });
          response.end(textOf(scene.answer.body));
        });
      });
      afterEach(async () => {
        for (const client of clients.splice(0)) client.close();
        await server.close();
      });
    },
    client: (options) => {
      const client = makeClient({ baseUrl: server.baseUrl, ...options });
      clients.push(client);
      return client;
    },
    answer: (command, ...answers) => {
      const seen: SeenRequest[] = [];
      script.push(...answers.map((answer) => ({ command, answer, seen })));
      return seen;
    },
    unusedAnswers: () => script.length,
  };
}

/** An axios instance of the user's own, fresh from `axios.create()`, at the address of the real service. */
function injectedAxios(): Stage {
  return {
    name: 'injected axios',
    install: interceptRequests,
    client: (options) => makeClient({ axios: axios.create(), ...options }),
    answer: (command, ...answers) => {
      const seen: SeenRequest[] = [];
      for (const { status = 200, body, headers = {} } of answers) {
        nock('https://whatsgate.org')
          .post(`/api/v1/${command}`)
          .reply(function (path, requestBody) {
            seen.push({ path, headers: this.req.headers, body: requestBody });
            return [status, textOf(body), { 'content-type': 'application/json', ...headers }];
          });
      }
      return seen;
    },
    unusedAnswers: () => nock.pendingMocks().length,
  };
}

/** The two ways in which a client reaches the gateway: what holds for one has to hold for the other. */
export const STAGES: readonly Stage[] = [ownTransport(), injectedAxios()];
