import assert from 'node:assert/strict';
import http from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import {
  WhatsGateAnswerError,
  WhatsGateAuthenticationError,
  WhatsGateClient,
  WhatsGateNetworkError,
  WhatsGateTimeoutError,
} from '../../src/index';

const REQUEST = {
  WhatsappID: 'account',
  async: true,
  recipient: { id: '79991112233@c.us' },
  message: { type: 'text', body: 'hi' },
} as const;

describe('An axios instance of the user', () => {
  let server: http.Server;
  let baseUrl: string;
  let answers: { readonly status: number; readonly body: string }[];
  let requests: number;

  beforeEach(async () => {
    answers = [];
    requests = 0;
    server = http.createServer((request, response) => {
      requests += 1;
      const { status, body } = answers.shift() ?? { status: 200, body: '{"result":"OK"}' };
      request.resume().on('end', () => response.writeHead(status).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const clientOn = (instance: AxiosInstance): WhatsGateClient =>
    new WhatsGateClient({ apiKey: 'key', baseUrl, axios: instance, retry: { repeats: 1, firstPauseMs: 1 } });

  /** Makes errors of answers, as interceptors that report failures do. */
  const throwing = (): AxiosInstance => {
    const instance = axios.create();
    instance.interceptors.response.use((response) => {
      if (response.status < 400) return response;
      const { config, status } = response;
      throw new axios.AxiosError(`Failed with ${status}`, 'ERR_BAD_REQUEST', config, undefined, response);
    });
    return instance;
  };

  it('may make an error of a refusal: it is repeated where it can be', async () => {
    answers = [{ status: 429, body: '{"name":"TooManyRequests"}' }];
    assert.deepEqual(await clientOn(throwing()).send(REQUEST), { queued: true });
    assert.equal(requests, 2);
  });

  it('may make an error of a refusal: it says what was refused, and that nothing was sent', async () => {
    answers = [{ status: 401, body: '{"name":"Unauthorized"}' }];
    await assert.rejects(clientOn(throwing()).send(REQUEST), (error) => {
      assert.ok(error instanceof WhatsGateAuthenticationError);
      assert.equal(error.maybeDelivered, false);
      return true;
    });
  });

  for (const [what, change] of [
    ['the data alone', (response: AxiosResponse<unknown>): unknown => response.data],
    ['nothing', (): unknown => undefined],
  ] as const) {
    it(`whose interceptors give ${what} is told so, and that the message may have been sent`, async () => {
      const instance = axios.create();
      instance.interceptors.response.use((response) => change(response) as AxiosResponse);
      await assert.rejects(clientOn(instance).send(REQUEST), (error) => {
        assert.ok(error instanceof WhatsGateAnswerError);
        assert.match(error.message, /option axios/);
        assert.equal(error.maybeDelivered, true);
        return true;
      });
      assert.equal(requests, 1);
    });
  }

  it('that reaches no address of the gateway in time has sent nothing, and tries again', async () => {
    let tries = 0;
    // As Node does when a host has several addresses and none takes the connection.
    const failing = new http.Agent();
    failing.createConnection = () => {
      tries += 1;
      const socket = Object.assign(new Socket(), { connecting: true });
      const late = Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT', syscall: 'connect' });
      const all = Object.assign(new AggregateError([late, late]), { code: 'ETIMEDOUT' });
      setImmediate(() => socket.destroy(all));
      return socket;
    };
    await assert.rejects(clientOn(axios.create({ httpAgent: failing })).send(REQUEST), (error) => {
      assert.ok(error instanceof WhatsGateNetworkError && !(error instanceof WhatsGateTimeoutError));
      assert.equal(error.requestWritten, false);
      assert.equal(error.maybeDelivered, false);
      return true;
    });
    assert.equal(tries, 2);
  });
});
