import type { Options } from './options';

/** One stack that is measured. */
export interface Row {
  readonly name: string;
  /** What it is, in a few words. */
  readonly about: string;
  /** The bot's file under `bench/stacks`. */
  readonly script: string;
  /** Arguments after the upstream's address. */
  readonly args: readonly string[];
  /** Whose webhooks it takes. */
  readonly webhooks: 'whatsgate' | 'telegram' | 'twilio' | 'facebook';
  /** Whether it is left out unless asked for by name. */
  readonly optional?: true;
}

export const OURS = 'ours';
export const MINIMAL = 'minimal';
/** Ours on the Agents SDK, and the least custom CloudAdapter. */
export const OURS_AGENTS = 'ours-agents';
export const MINIMAL_AGENTS = 'minimal-agents';
export const GRAMMY = 'grammy';
/** The published Bot Framework adapters that are closest to ours. */
export const BOT_FRAMEWORK_PEERS = ['twilio', 'facebook'] as const;

const whatsgate = { webhooks: 'whatsgate' } as const;
const bare = { ...whatsgate, script: 'bare.cjs' } as const;
const minimal = { ...whatsgate, script: 'minimal.cjs' } as const;

const ROWS: readonly Row[] = [
  { ...whatsgate, name: OURS, about: 'WhatsGateAdapter from dist/', script: 'ours.cjs', args: [] },
  { ...bare, name: 'bare-http', about: 'node:http, no SDK, http.request', args: ['http'] },
  { ...bare, name: 'bare-undici', about: 'node:http, no SDK, undici Pool.request', args: ['undici'] },
  { ...bare, name: 'bare-dispatch', about: 'the same with dispatch', args: ['dispatch'], optional: true },
  { ...minimal, name: MINIMAL, about: 'least custom BotAdapter, fastest client', args: ['dispatch'] },
  { ...minimal, name: 'minimal-http', about: 'the same with http.request', args: ['http'], optional: true },
  {
    ...minimal,
    name: 'minimal-undici',
    about: 'the same with Pool.request',
    args: ['undici'],
    optional: true,
  },
  {
    ...whatsgate,
    name: OURS_AGENTS,
    about: 'the same on the Agents SDK',
    script: 'ours-agents.cjs',
    args: [],
  },
  {
    ...whatsgate,
    name: MINIMAL_AGENTS,
    about: 'least custom CloudAdapter, axios',
    script: 'minimal-agents.cjs',
    args: ['axios'],
  },
  { name: GRAMMY, about: 'grammY webhookCallback', script: 'grammy.cjs', args: [], webhooks: 'telegram' },
  {
    name: 'twilio',
    about: 'community Twilio WhatsApp adapter',
    script: 'twilio.cjs',
    args: [],
    webhooks: 'twilio',
  },
  {
    name: 'facebook',
    about: 'Botkit Facebook adapter',
    script: 'facebook.cjs',
    args: [],
    webhooks: 'facebook',
  },
  {
    name: 'facebook-as-shipped',
    about: 'the same without a keep-alive agent',
    script: 'facebook.cjs',
    args: ['as-shipped'],
    webhooks: 'facebook',
    optional: true,
  },
];

/** The rows that a run measures. Throws on a name that does not exist. */
export function chooseRows({ only }: Options): readonly Row[] {
  if (only === undefined) return ROWS.filter((row) => row.optional === undefined);
  return only.map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name);
    if (row === undefined)
      throw new Error(`no row "${name}"; there are ${ROWS.map((r) => r.name).join(', ')}`);
    return row;
  });
}
