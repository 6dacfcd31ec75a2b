import { NO_FILTER, type EntryFilter } from './entries';

/** The panels beside the chat. */
export const PANELS = ['timeline', 'faults', 'acks', 'assumptions', 'setup'] as const;

/** One of the panels beside the chat. */
export type Panel = (typeof PANELS)[number];

/** How the page looks: as the system wants, or as the person does. */
export type Theme = 'system' | 'light' | 'dark';

/** What the page remembers for the next time, in this browser. */
export interface Settings {
  readonly theme: Theme;
  readonly account?: string;
  /** Chat id. */
  readonly chat?: string;
  readonly panel: Panel;
  readonly isInspectorOpen: boolean;
  readonly filter: EntryFilter;
  /** Who writes in each group: chat id of the group to chat id of the person. */
  readonly writers: Readonly<Record<string, string>>;
  /** Texts that were begun, by the key of the chat. */
  readonly drafts: Readonly<Record<string, string>>;
  /** How many messages of the bot were not looked at, by the key of the chat. */
  readonly unread: Readonly<Record<string, number>>;
}

/** The settings of somebody who comes for the first time. */
export const FIRST_SETTINGS: Settings = {
  theme: 'system',
  panel: 'timeline',
  isInspectorOpen: true,
  filter: NO_FILTER,
  writers: {},
  drafts: {},
  unread: {},
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of an object that have the wanted kind; at most 500. */
function entriesOf<Value>(value: unknown, kind: 'string' | 'number'): Readonly<Record<string, Value>> {
  if (!isObject(value)) return {};
  const fitting = Object.entries(value).filter(([, item]) => typeof item === kind);
  return Object.fromEntries(fitting.slice(-500)) as Readonly<Record<string, Value>>;
}

function optional(name: 'account' | 'chat', value: unknown): Pick<Settings, 'account' | 'chat'> {
  return typeof value === 'string' ? { [name]: value } : {};
}

/** Reads what an earlier visit has stored; what does not fit is left out. */
export function readSettings(json: string | null): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(json ?? '');
  } catch {
    return FIRST_SETTINGS;
  }
  if (!isObject(stored)) return FIRST_SETTINGS;
  const { theme, panel, isInspectorOpen, filter } = stored;
  const { search, webhooks, calls, troubles } = isObject(filter) ? filter : {};
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    panel: PANELS.find((known) => known === panel) ?? 'timeline',
    isInspectorOpen: isInspectorOpen !== false,
    filter: {
      search: typeof search === 'string' ? search : '',
      webhooks: webhooks !== false,
      calls: calls !== false,
      troubles: troubles === true,
    },
    writers: entriesOf<string>(stored['writers'], 'string'),
    drafts: entriesOf<string>(stored['drafts'], 'string'),
    unread: entriesOf<number>(stored['unread'], 'number'),
    ...optional('account', stored['account']),
    ...optional('chat', stored['chat']),
  };
}
