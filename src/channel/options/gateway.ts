import type { AxiosInstance, AxiosProxyConfig } from 'axios';
import { z } from 'zod';
import type { RetryPolicy } from '../../whatsgate/retry';
import { methodsOf, milliseconds, nonEmpty, withoutUndefined } from './rules';

/** How the gateway is reached. */
export interface GatewayOptions {
  /** The key of your WhatsGate account, sent as `X-Api-Key`. */
  readonly apiKey: string;
  /** Where the API is. Default `https://whatsgate.org/api/v1`. */
  readonly baseUrl?: string;
  /** An axios instance of your own for all calls to the gateway. */
  readonly axios?: AxiosInstance;
  /** A proxy for calls to the gateway, or `false` for none. Left out, the environment decides, as usual with axios. */
  readonly proxy?: AxiosProxyConfig | false;
  /** The longest that one call to the gateway may take, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** When calls are repeated that cannot send anything twice; `false` for never. */
  readonly retry?: Partial<RetryPolicy> | false;
}

/** The same, read. The client knows the defaults of what is left out. */
export interface GatewaySettings {
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
  readonly axios: AxiosInstance | undefined;
  readonly proxy: AxiosProxyConfig | false | undefined;
  readonly timeoutMs: number | undefined;
  readonly retry: Partial<RetryPolicy> | false | undefined;
}

/** What these options have to look like. */
export const gatewayShape = {
  apiKey: nonEmpty,
  baseUrl: nonEmpty.optional(),
  axios: methodsOf('request').optional(),
  proxy: z.union([z.literal(false), z.object({}).passthrough()]).optional(),
  timeoutMs: milliseconds.optional(),
  retry: z
    .union([
      z.literal(false),
      z
        .object({
          repeats: z.number().int().min(0),
          firstPauseMs: milliseconds,
          longestPauseMs: milliseconds,
        })
        .partial()
        .strict(),
    ])
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readGatewayOptions(options: GatewayOptions): GatewaySettings {
  return {
    apiKey: options.apiKey,
    baseUrl: options.baseUrl,
    axios: options.axios,
    proxy: options.proxy,
    timeoutMs: options.timeoutMs,
    retry: typeof options.retry === 'object' ? withoutUndefined(options.retry) : options.retry,
  };
}
