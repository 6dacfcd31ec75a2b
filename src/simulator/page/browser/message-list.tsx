import { useMemo, useState, useEffect } from 'preact/hooks';
import type { ContactView, MessageView } from '../../control/wire';
import { acknowledgedIn, bubblesOf, chatKey, troublesOf, type Model } from '../model';
import { dayOf } from '../words';
import { openBubbleMenu } from './bubble-menu';
import { Bubble } from './bubble';
import { useStore } from './store';

/** Goes from bubble to bubble by the arrow keys, and opens a bubble's menu by Enter. */
function onKeyDown(
  event: KeyboardEvent,
  messages: ReadonlyMap<string, MessageView>,
  writer: string | undefined,
): void {
  const list = event.currentTarget as HTMLElement;
  const bubbles = [...list.querySelectorAll<HTMLElement>('.bubble')];
  const focused = document.activeElement;
  // A button in a bubble counts as the bubble; a slider needs the arrow keys for itself.
  const around = focused instanceof HTMLInputElement ? null : focused?.closest('.bubble');
  const place = bubbles.findIndex((bubble) => bubble === around);
  const moves: Readonly<Record<string, number>> = {
    ArrowUp: place < 0 ? bubbles.length - 1 : place - 1,
    ArrowDown: place < 0 ? bubbles.length - 1 : place + 1,
    Home: 0,
    End: bubbles.length - 1,
  };
  const target = moves[event.key];
  if (target !== undefined && (focused === list || place >= 0)) {
    event.preventDefault();
    const bubble = bubbles[Math.max(0, Math.min(bubbles.length - 1, target))];
    bubble?.focus();
    bubble?.scrollIntoView({ block: 'nearest' });
    return;
  }
  const bubble = bubbles[place];
  if (bubble === undefined || bubble !== focused || (event.key !== 'Enter' && event.key !== ' ')) return;
  event.preventDefault();
  const message = messages.get(bubble.id.slice('bubble-'.length));
  if (message !== undefined) openBubbleMenu(message, writer, bubble);
}

/** Milliseconds by the simulator's clock, now. */
function simulatedNow({ now, clock }: Model, toldAt: number): number {
  return clock.isPaused ? now : now + (performance.now() - toldAt);
}

/** Whether the bot types in a chat, now and for how long still. */
export function useTyping(model: Model, account: string, chatId: string): boolean {
  const toldAt = useStore((state) => state.toldAt);
  const [, tick] = useState(0);
  const left = (model.chats.get(chatKey(account, chatId))?.typingUntil ?? 0) - simulatedNow(model, toldAt);
  useEffect(() => {
    if (left <= 0 || model.clock.isPaused) return undefined;
    const timer = setTimeout(() => tick((count) => count + 1), left + 20);
    return () => clearTimeout(timer);
  }, [left > 0, toldAt]);
  return left > 0;
}

function Typing() {
  return (
    <li class="row other">
      <div class="bubble other first typing">
        <span class="visually-hidden">The bot is typing</span>
        <i />
        <i />
        <i />
      </div>
    </li>
  );
}

/** The bubbles of a chat, with the days between them. */
export function MessageList(props: {
  readonly model: Model;
  readonly account: string;
  readonly chatId: string;
  readonly isGroup: boolean;
  readonly writer: string | undefined;
  readonly contacts: ReadonlyMap<string, ContactView>;
}) {
  const { model, account, chatId, isGroup, writer, contacts } = props;
  const { messages, timeline } = model;
  const bubbles = useMemo(() => bubblesOf(messages, account, chatId), [messages, account, chatId]);
  const troubles = useMemo(() => troublesOf(timeline), [timeline]);
  const acknowledged = useMemo(() => acknowledgedIn(timeline), [timeline]);
  const highlighted = useStore((state) => state.settings.filter.messageId);
  const isTyping = useTyping(model, account, chatId);
  const nameOf = (message: MessageView): string =>
    message.author === writer ? 'You' : (contacts.get(message.author)?.name ?? message.fromName);
  let lastDay = '';
  let lastAuthor = '';
  const rows = bubbles.flatMap((message) => {
    const day = dayOf(message.timestamp * 1000, model.now);
    const separator =
      day === lastDay
        ? []
        : [
            <li key={`day ${day}`} class="day">
              <span>{day}</span>
            </li>,
          ];
    const isFirst = day !== lastDay || message.author !== lastAuthor;
    lastDay = day;
    lastAuthor = message.author;
    const quoted = message.quote === undefined ? undefined : (messages.get(message.quote) ?? null);
    return [
      ...separator,
      <Bubble
        key={message.id}
        message={message}
        quoted={quoted}
        quotedName={quoted ? nameOf(quoted) : ''}
        isOwn={message.author === writer}
        writer={writer}
        showsName={isFirst && message.author !== writer && (isGroup || message.origin === 'phone')}
        isFirst={isFirst}
        isAcknowledged={acknowledged.has(message.id)}
        trouble={troubles.get(message.id)}
        isHighlighted={highlighted === message.id}
      />,
    ];
  });
  return (
    <div class="scroller">
      <ol
        class="messages"
        aria-label="Messages. Arrow keys go from one to the next, Enter opens the menu."
        tabIndex={0}
        onKeyDown={(event) => onKeyDown(event, messages, writer)}
      >
        {rows}
        {rows.length === 0 && (
          <li class="day">
            <span>Nothing was said yet. Say hello to the bot.</span>
          </li>
        )}
        {isTyping && <Typing />}
      </ol>
    </div>
  );
}
