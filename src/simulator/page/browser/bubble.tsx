import { Component } from 'preact';
import type { EntryView, MessageView } from '../../control/wire';
import { ackWord, colourOf, summaryOf, timeOf, troubleIn } from '../words';
import { Attachment } from './attachment';
import { openBubbleMenu, showInTimeline } from './bubble-menu';
import { Icon, Ticks } from './icons';
import { RichText } from './rich-text';

/** What a bubble shows. */
export interface BubbleProps {
  readonly message: MessageView;
  /** The message that it quotes; null when it is forgotten. */
  readonly quoted: MessageView | null | undefined;
  readonly quotedName: string;
  /** Whether the person that the page plays wrote it. */
  readonly isOwn: boolean;
  /** Chat id of the person that the page plays. */
  readonly writer: string | undefined;
  /** Whether to say who wrote it. */
  readonly showsName: boolean;
  /** Whether it begins a row of bubbles of one author. */
  readonly isFirst: boolean;
  readonly isAcknowledged: boolean;
  readonly trouble: EntryView | undefined;
  readonly isHighlighted: boolean;
}

function jumpTo(id: string): void {
  const bubble = document.getElementById(`bubble-${id}`);
  bubble?.scrollIntoView({ block: 'center' });
  bubble?.focus();
}

function Quote({ quoted, name }: { readonly quoted: MessageView | null; readonly name: string }) {
  if (quoted === null) return <div class="quote">A message that is forgotten by now</div>;
  return (
    <button type="button" class="quote" title="Go to the quoted message" onClick={() => jumpTo(quoted.id)}>
      <span class="quote-name">{name}</span>
      <span class="quote-text">{summaryOf(quoted)}</span>
    </button>
  );
}

/** What the ticks of a message say. A person's own: sent, taken by the bot, marked as seen by the bot. */
function ticksOf({ message, isAcknowledged }: BubbleProps): { readonly ack: number; readonly label: string } {
  const { ack, direction } = message;
  if (direction === 'out') return { ack, label: `The bot's message is ${ackWord(ack)}` };
  if (ack >= 3) return { ack, label: 'The bot has marked it as seen' };
  return isAcknowledged
    ? { ack: 2, label: 'The bot has acknowledged it' }
    : { ack: 1, label: 'Sent, not acknowledged by the bot' };
}

function Trouble({ entry, messageId }: { readonly entry: EntryView; readonly messageId: string }) {
  const attempt = entry.attempt === undefined || entry.attempt === 1 ? '' : ` (attempt ${entry.attempt})`;
  return (
    <button type="button" class="trouble" onClick={() => showInTimeline(messageId)}>
      {`${troubleIn(entry) ?? 'Failed'}${attempt}`}
    </button>
  );
}

function Reactions({ reactions }: { readonly reactions: MessageView['reactions'] }) {
  if (reactions.length === 0) return null;
  const emoji = [...new Set(reactions.map((reaction) => reaction.emoji))].join(' ');
  return (
    <span class="reactions" role="img" aria-label={`Reactions: ${emoji}`}>
      {emoji}
      {reactions.length > 1 && ` ${reactions.length}`}
    </span>
  );
}

/** A message. Drawn again only when something about it has changed. */
export class Bubble extends Component<BubbleProps> {
  override shouldComponentUpdate(next: Readonly<BubbleProps>): boolean {
    return (Object.keys(next) as (keyof BubbleProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render() {
    const { message, quoted, quotedName, isOwn, writer, showsName, isFirst, trouble, isHighlighted } =
      this.props;
    const { id, body, type, timestamp, fromName, author, isForwarded, isEdited, isDeleted } = message;
    const hasText = body !== '' && type !== 'vcard' && type !== 'location';
    const isBare = type === 'sticker' && !isDeleted;
    const classes = ['bubble', isOwn ? 'own' : 'other', isFirst ? 'first' : '', isBare ? 'bare' : ''];
    if (isHighlighted) classes.push('highlighted');
    const time = new Date(timestamp * 1000);
    const name = message.origin === 'phone' ? `${fromName} (on the phone)` : fromName;
    const ticks = ticksOf(this.props);
    return (
      <li class={isOwn ? 'row own' : 'row other'}>
        <article
          id={`bubble-${id}`}
          class={classes.join(' ')}
          tabIndex={-1}
          aria-label={`${isOwn ? 'You' : name}, ${timeOf(time.getTime())}`}
          data-direction={message.direction}
          data-type={type}
        >
          {showsName && <div class={`author colour-${colourOf(author)}`}>{name}</div>}
          {isForwarded && <div class="mark">Forwarded</div>}
          {quoted !== undefined && <Quote quoted={quoted} name={quotedName} />}
          {!isDeleted && <Attachment message={message} />}
          {isDeleted && <div class="deleted">This message was deleted</div>}
          {hasText && <RichText text={body} />}
          <div class="facts">
            {isEdited && !isDeleted && <span>Edited</span>}
            <time dateTime={time.toISOString()}>{timeOf(time.getTime())}</time>
            <Ticks ack={ticks.ack} label={ticks.label} />
          </div>
          <Reactions reactions={message.reactions} />
          <button
            type="button"
            class="bubble-menu"
            aria-label="Message menu"
            aria-haspopup="menu"
            tabIndex={-1}
            onClick={(event) => openBubbleMenu(message, writer, event.currentTarget)}
          >
            <Icon name="more" />
          </button>
        </article>
        {trouble !== undefined && <Trouble entry={trouble} messageId={id} />}
      </li>
    );
  }
}
