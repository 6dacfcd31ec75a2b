import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { ControlCatalogue } from '../../control/wire';
import type { Model } from '../model';
import { readSettings, type Settings } from '../settings';

/** An entry of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly isDanger?: boolean;
  readonly run: () => void;
}

/** A menu that is open. */
export interface OpenMenu {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Emoji to choose from, above the items. */
  readonly emoji?: { readonly choices: readonly string[]; readonly run: (emoji: string) => void };
  /** What it belongs to, and gives the focus back to. */
  readonly anchor: HTMLElement;
}

/** A dialog that is open. */
export type OpenDialog =
  | { readonly kind: 'contact' | 'group' | 'account' | 'location' | 'card' }
  | { readonly kind: 'members'; readonly group: string }
  | { readonly kind: 'webhook'; readonly account: string }
  | { readonly kind: 'phone' }
  | { readonly kind: 'picture'; readonly url: string; readonly text: string }
  | { readonly kind: 'file'; readonly file: File; readonly type: FileKind };

/** As what a file is sent. */
export type FileKind = 'image' | 'video' | 'audio' | 'ptt' | 'document' | 'sticker';

/** Everything that the page shows. Never changed, only replaced. */
export interface PageState {
  /** Undefined until the simulator has told it. */
  readonly model: Model | undefined;
  readonly catalogue: ControlCatalogue | undefined;
  /** When `model.now` was told, by `performance.now()`. */
  readonly toldAt: number;
  readonly connection: 'connecting' | 'live' | 'lost';
  readonly settings: Settings;
  /** On narrow screens only one of the three is shown. */
  readonly view: 'chats' | 'chat' | 'inspector';
  readonly entry: string | undefined;
  readonly replyTo: string | undefined;
  readonly editing: string | undefined;
  readonly menu: OpenMenu | undefined;
  readonly dialog: OpenDialog | undefined;
  readonly notice: { readonly text: string; readonly isTrouble: boolean } | undefined;
  /** What a screen reader says. */
  readonly announcement: string;
}

const STORAGE_KEY = 'whatsgate-simulator';

function remembered(): Settings {
  try {
    return readSettings(localStorage.getItem(STORAGE_KEY));
  } catch {
    return readSettings(null);
  }
}

let state: PageState = {
  model: undefined,
  catalogue: undefined,
  toldAt: 0,
  connection: 'connecting',
  settings: remembered(),
  view: 'chats',
  entry: undefined,
  replyTo: undefined,
  editing: undefined,
  menu: undefined,
  dialog: undefined,
  notice: undefined,
  announcement: '',
};

const listeners = new Set<() => void>();

/** The state that holds now. */
export function current(): PageState {
  return state;
}

/** Replaces parts of the state, and tells who shows them. */
export function change(changes: Partial<PageState>): void {
  state = { ...state, ...changes };
  for (const listener of [...listeners]) listener();
}

/** Changes settings, and stores them for the next visit. */
export function setSettings(changes: Partial<Settings>): void {
  change({ settings: { ...state.settings, ...changes } });
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(state.settings));
  } catch {
    // A browser that stores nothing still shows everything.
  }
}

/** A part of the state; the component is drawn again when it changes. */
export function useStore<Part>(select: (state: PageState) => Part): Part {
  const [, redraw] = useReducer<number, undefined>((count) => count + 1, 0);
  const part = select(state);
  const shown = useRef({ select, part });
  shown.current = { select, part };
  useEffect(() => {
    const look = (): void => {
      if (!Object.is(shown.current.select(state), shown.current.part)) redraw(undefined);
    };
    listeners.add(look);
    look();
    return () => void listeners.delete(look);
  }, []);
  return part;
}

let noticeTimer: ReturnType<typeof setTimeout> | undefined;

/** Shows a sentence for a while. */
export function notify(text: string, isTrouble = false): void {
  clearTimeout(noticeTimer);
  change({ notice: { text, isTrouble } });
  noticeTimer = setTimeout(() => change({ notice: undefined }), 6000);
}
