import { useMemo } from 'preact/hooks';
import type { ContactView } from '../../control/wire';
import { chatKey, type Model } from '../model';
import { colourOf, initialsOf } from '../words';
import { contactsOf } from './chats';
import { Composer } from './composer';
import { act } from './control';
import { Icon, IconButton } from './icons';
import { MessageList, useTyping } from './message-list';
import { change, notify, setSettings, useStore } from './store';

/** Who the page plays in a chat: the person themselves, or in a group one of its members. */
function writerIn(
  model: Model,
  chatId: string,
  account: string,
  writers: Readonly<Record<string, string>>,
  contacts: ReadonlyMap<string, ContactView>,
): string | undefined {
  const chat = model.chats.get(chatKey(account, chatId));
  if (chat?.isGroup !== true) return chatId;
  const members = (chat.participants ?? []).filter((id) => contacts.has(id));
  const chosen = writers[chatId];
  return chosen !== undefined && members.includes(chosen) ? chosen : members[0];
}

function WriterChoice(props: {
  readonly chatId: string;
  readonly members: readonly ContactView[];
  readonly writer: string | undefined;
}) {
  const { chatId, members, writer } = props;
  const writers = useStore((state) => state.settings.writers);
  return (
    <label class="writer">
      <span>Write as</span>
      <select
        value={writer}
        onChange={(event) => setSettings({ writers: { ...writers, [chatId]: event.currentTarget.value } })}
      >
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

async function replay(account: string, chat: string): Promise<void> {
  if (await act('POST', 'replay', { account, chat })) notify('The conversation is said again.');
}

/** The chat that is open, or a welcome where none is. */
export function Conversation({ model }: { readonly model: Model }) {
  const { account = '', chat: chatId, writers, isInspectorOpen } = useStore((state) => state.settings);
  const contacts = useMemo(() => contactsOf(model), [model.contacts]);
  const isTyping = useTyping(model, account, chatId ?? '');
  const chat = chatId === undefined ? undefined : model.chats.get(chatKey(account, chatId));
  const contact = chatId === undefined ? undefined : contacts.get(chatId);
  if (chatId === undefined || (chat === undefined && contact === undefined)) return <Welcome />;
  const isGroup = chat?.isGroup === true;
  const name = contact?.name ?? chat?.name ?? chatId;
  const writer = writerIn(model, chatId, account, writers, contacts);
  const members = (chat?.participants ?? []).flatMap((id) => contacts.get(id) ?? []);
  const names = members.map((member) => member.name).join(', ');
  const subtitle = isTyping
    ? 'The bot is typing…'
    : isGroup
      ? `${names || 'Nobody'}, the bot`
      : `You are ${name}, writing to the bot`;
  const more = (event: MouseEvent): void =>
    change({
      menu: {
        label: 'Chat',
        anchor: event.currentTarget as HTMLElement,
        items: [
          { label: 'Replay the conversation', run: () => void replay(account, chatId) },
          { label: "Answer on the account's phone…", run: () => change({ dialog: { kind: 'phone' } }) },
          ...(isGroup
            ? [{ label: 'Members…', run: () => change({ dialog: { kind: 'members', group: chatId } }) }]
            : []),
        ],
      },
    });
  return (
    <main class="conversation" aria-label={`Chat with ${name}`}>
      <header class="bar">
        <IconButton
          icon="back"
          label="Back to the chats"
          class="narrow-only"
          onClick={() => change({ view: 'chats' })}
        />
        <span class={`avatar colour-${colourOf(chatId)}`} aria-hidden="true">
          {isGroup ? <Icon name="group" /> : initialsOf(name)}
        </span>
        <div class="bar-words">
          <h2>{name}</h2>
          <p class={isTyping ? 'subtitle typing-words' : 'subtitle'}>{subtitle}</p>
        </div>
        {isGroup && members.length > 0 && <WriterChoice chatId={chatId} members={members} writer={writer} />}
        <IconButton icon="more" label="Chat menu" onClick={more} />
        <IconButton
          icon="inspector"
          label="Inspector"
          class="wide-only"
          pressed={isInspectorOpen}
          onClick={() => setSettings({ isInspectorOpen: !isInspectorOpen })}
        />
        <IconButton
          icon="inspector"
          label="Open the inspector"
          class="narrow-only"
          onClick={() => change({ view: 'inspector' })}
        />
      </header>
      <MessageList
        key={chatKey(account, chatId)}
        model={model}
        account={account}
        chatId={chatId}
        isGroup={isGroup}
        writer={writer}
        contacts={contacts}
      />
      <Composer
        key={`composer ${chatKey(account, chatId)}`}
        model={model}
        account={account}
        chatId={chatId}
        isGroup={isGroup}
        writer={writer}
        writerName={writer === undefined ? '' : (contacts.get(writer)?.name ?? name)}
        isKnown={writer !== undefined && contacts.has(writer)}
      />
    </main>
  );
}

function Welcome() {
  return (
    <main class="conversation welcome">
      <img src="icon.svg" alt="" width="88" height="88" />
      <h2>Talk to your bot</h2>
      <p>
        Choose somebody on the left, and write as that person. Beside the chat you see every webhook and every
        call of the bot, and you can make them fail.
      </p>
    </main>
  );
}
