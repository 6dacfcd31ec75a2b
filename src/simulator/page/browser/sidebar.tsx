import { useState } from 'preact/hooks';
import { chatKey, type Model } from '../model';
import type { Theme } from '../settings';
import { colourOf, initialsOf, timeOf } from '../words';
import { lastWords, listedChats, openChat, type ListedChat } from './chats';
import { act } from './control';
import { Icon, IconButton, Ticks } from './icons';
import { change, current, setSettings, useStore, type MenuItem } from './store';

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_ICON = { system: 'system', light: 'sun', dark: 'moon' } as const;

function accountItems(model: Model, account: string): readonly MenuItem[] {
  const path = `accounts/${encodeURIComponent(account)}`;
  const status = model.accounts.find(({ whatsappId }) => whatsappId === account)?.status;
  const others = model.accounts
    .filter(({ whatsappId }) => whatsappId !== account)
    .map(({ whatsappId, name }) => ({
      label: `Switch to ${name}`,
      run: () => setSettings({ account: whatsappId }),
    }));
  return [
    ...others,
    { label: 'Set the webhook…', run: () => change({ dialog: { kind: 'webhook', account } }) },
    status === 'READY'
      ? { label: 'Disconnect', isDanger: true, run: () => void act('PATCH', path, { session: 'disconnect' }) }
      : { label: 'Connect', run: () => void act('PATCH', path, { session: 'connect' }) },
    { label: 'Add an account…', run: () => change({ dialog: { kind: 'account' } }) },
  ];
}

function AccountBar({ model, account }: { readonly model: Model; readonly account: string }) {
  const { name, status, webhook } = model.accounts.find(({ whatsappId }) => whatsappId === account) ?? {
    name: 'No account',
    status: 'DESTROYING',
    webhook: null,
  };
  const state = model.isDown
    ? 'The gateway is restarting'
    : status === 'READY'
      ? 'Connected'
      : `Not connected (${status})`;
  const open = (event: MouseEvent): void =>
    change({
      menu: {
        label: 'Account',
        items: accountItems(model, account),
        anchor: event.currentTarget as HTMLElement,
      },
    });
  return (
    <button type="button" class="account-bar" aria-haspopup="menu" onClick={open}>
      <span class={`dot ${status === 'READY' && !model.isDown ? 'good' : 'bad'}`} />
      <span class="account-words">
        <span class="account-name">{name}</span>
        <span class="account-state">{webhook === null ? `${state}, no webhook` : state}</span>
      </span>
      <Icon name="more" />
    </button>
  );
}

function ChatRow(props: { readonly listed: ListedChat; readonly isOpen: boolean; readonly unread: number }) {
  const { listed, isOpen, unread } = props;
  const { id, name, isGroup, last } = listed;
  return (
    <li>
      <button
        type="button"
        class={isOpen ? 'chat-row open' : 'chat-row'}
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => openChat(id)}
      >
        <span class={`avatar colour-${colourOf(id)}`} aria-hidden="true">
          {isGroup ? <Icon name="group" /> : initialsOf(name)}
        </span>
        <span class="chat-words">
          <span class="chat-top">
            <span class="chat-name">{name}</span>
            {last !== undefined && <time class="chat-time">{timeOf(last.timestamp * 1000)}</time>}
          </span>
          <span class="chat-bottom">
            {last?.direction === 'out' && <Ticks ack={last.ack} label="Ticks of the bot's last message" />}
            <span class="chat-last">{lastWords(listed)}</span>
            {unread > 0 && (
              <span class="badge" role="img" aria-label={`${unread} unread`}>
                {unread}
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

/** Moves the focus between the rows by the arrow keys. */
function moveFocus(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.chat-row')];
  const place = rows.findIndex((row) => row === document.activeElement);
  const next = rows[place + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** The list of chats, with the account above it. */
export function Sidebar({ model }: { readonly model: Model }) {
  const { account = '', chat, theme, unread } = useStore((state) => state.settings);
  const [search, setSearch] = useState('');
  const chats = listedChats(model, account).filter(({ name, id }) =>
    `${name} ${id}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const add = (event: MouseEvent): void =>
    change({
      menu: {
        label: 'New',
        anchor: event.currentTarget as HTMLElement,
        items: [
          { label: 'New contact…', run: () => change({ dialog: { kind: 'contact' } }) },
          { label: 'New group…', run: () => change({ dialog: { kind: 'group' } }) },
        ],
      },
    });
  return (
    <aside class="sidebar" aria-label="Chats">
      <header class="bar brand">
        <img src="icon.svg" alt="" width="30" height="30" />
        <h1>
          WhatsGate <small>simulator</small>
        </h1>
        <IconButton
          icon={THEME_ICON[theme]}
          label={`Colours: ${theme}. Change`}
          onClick={() => setSettings({ theme: NEXT_THEME[current().settings.theme] })}
        />
        <IconButton icon="plus" label="New contact or group" onClick={add} />
      </header>
      <AccountBar model={model} account={account} />
      <label class="search">
        <Icon name="search" />
        <span class="visually-hidden">Search chats</span>
        <input
          type="search"
          placeholder="Search chats"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </label>
      <nav aria-label="Chats" class="chat-list">
        <ul onKeyDown={moveFocus}>
          {chats.map((listed) => (
            <ChatRow
              key={listed.id}
              listed={listed}
              isOpen={listed.id === chat}
              unread={listed.id === chat ? 0 : (unread[chatKey(account, listed.id)] ?? 0)}
            />
          ))}
        </ul>
        {chats.length === 0 && (
          <p class="empty">
            {search === '' ? 'Nobody is here yet. ' : 'No chat has this name. '}
            <button type="button" class="link" onClick={() => change({ dialog: { kind: 'contact' } })}>
              Add a contact
            </button>
          </p>
        )}
      </nav>
    </aside>
  );
}
