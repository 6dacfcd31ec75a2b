import type { MessageView } from '../../control/wire';
import { ackWord } from '../words';
import { act, messagePath } from './control';
import { change, current, notify, setSettings, type MenuItem } from './store';

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** Copies a text, and says so. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(`${what} copied.`);
  } catch {
    notify('The browser does not let this page copy.', true);
  }
}

/** Shows only what belongs to a message in the timeline. */
export function showInTimeline(messageId: string): void {
  const { filter } = current().settings;
  setSettings({ panel: 'timeline', isInspectorOpen: true, filter: { ...filter, search: '', messageId } });
  change({ view: 'inspector', entry: undefined });
}

/** Puts the focus where one writes. */
function focusComposer(): void {
  requestAnimationFrame(() => document.getElementById('composer')?.focus());
}

function ownItems({ id, body, media, type }: MessageView, writer: string): readonly MenuItem[] {
  const edit: MenuItem = {
    label: 'Edit',
    run: () => {
      change({ editing: id, replyTo: undefined });
      focusComposer();
    },
  };
  const canEdit = type === 'chat' || (media !== undefined && body !== '');
  return [
    ...(canEdit ? [edit] : []),
    { label: 'Send again', run: () => void act('POST', messagePath(id, 'again')) },
    {
      label: 'Delete for everyone',
      isDanger: true,
      run: () => void act('POST', messagePath(id, 'deletion'), { from: writer }),
    },
  ];
}

const ACKS = [1, 2, 3, 4, -1];

function ackItems({ id }: MessageView): readonly MenuItem[] {
  return ACKS.map((ack) => ({
    label: `Tell the bot: ${ackWord(ack)}`,
    run: () => void act('POST', messagePath(id, 'ack'), { ack }),
  }));
}

/** Opens the menu of a bubble. */
export function openBubbleMenu(message: MessageView, writer: string | undefined, anchor: HTMLElement): void {
  const { id, direction, body, author, isDeleted } = message;
  const isOwn = author === writer;
  const reply: MenuItem = {
    label: 'Reply',
    run: () => {
      change({ replyTo: id, editing: undefined });
      focusComposer();
    },
  };
  const react = (emoji: string): void => {
    const given = message.reactions.some(
      (reaction) => reaction.author === writer && reaction.emoji === emoji,
    );
    void act('POST', messagePath(id, 'reaction'), { from: writer, emoji: given ? '' : emoji });
  };
  const items: readonly MenuItem[] = [
    ...(isDeleted ? [] : [reply]),
    ...(isOwn && !isDeleted ? ownItems(message, writer) : []),
    ...(direction === 'out' ? ackItems(message) : []),
    ...(body === '' ? [] : [{ label: 'Copy text', run: () => void copy(body, 'Text') }]),
    { label: 'Copy message id', run: () => void copy(id, 'Message id') },
    { label: 'Show in timeline', run: () => showInTimeline(id) },
  ];
  const emoji = isDeleted || writer === undefined ? {} : { emoji: { choices: EMOJI, run: react } };
  change({ menu: { label: 'Message', items, anchor, ...emoji } });
}
