import { expirationOf } from '../activity/expiration';
import { asksAnew } from '../activity/choice-words';
import { haveNumbers, type Numbering, type OfferedChoice } from '../activity/compose';
import { planActivity, type Plan, type Rendering } from '../activity/outbound';
import { readOutboundChannelData, type OutboundChannelData } from '../activity/outbound-options';
import type { OutboundActivity } from '../activity/types';
import { WhatsGateActivityError } from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import type { Accounts, ChatAddress } from './accounts';
import { turnKey } from './event-key';
import type { SendingTurn } from './sending-turn';

/** An activity ready to be sent. */
export interface Parcel {
  /** Where its answer belongs. */
  readonly index: number;
  readonly replyToId: string | undefined;
  readonly wishes: OutboundChannelData;
  readonly plan: Plan;
  readonly address: ChatAddress;
  /** When it must not be shown any more, in milliseconds since 1970. */
  readonly expires: number | undefined;
  /** What it offers to choose from; empty when it ends what was offered before, `undefined` for no change. */
  readonly choices: readonly OfferedChoice[] | undefined;
  /** How the choices of its turn are numbered without it and after it. */
  readonly numbering: { readonly without: Numbering; readonly after: Numbering };
}

/** Neighbours that go to the same conversation. */
export interface ParcelGroup {
  /** What makes the conversation itself, across accounts. */
  readonly lane: string;
  readonly group: Parcel[];
}

/** What packing needs to know. */
export interface PackingParts {
  readonly accounts: Accounts;
  readonly logger: Logger;
  readonly rendering: Rendering;
}

/**
 * What has to be done for an activity; nothing when it means nothing on WhatsApp.
 * @throws WhatsGateActivityError when nobody is known to send it to, or it is for somebody who cannot be read.
 */
export function pack(
  activity: OutboundActivity,
  index: number,
  turn: SendingTurn,
  parts: PackingParts,
): Parcel | undefined {
  const { wishes, ignored, namesNobody } = readOutboundChannelData(activity);
  if (namesNobody === true) {
    throw new WhatsGateActivityError(
      'channelData.whatsgate.recipient names nobody; expected { id } of a chat, or { number, type }.',
    );
  }
  const without = turn.numbering ?? FROM_ONE;
  const plan = planActivity(activity, wishes, parts.rendering, without.firstNumber, without.areNumbers);
  for (const what of [...plan.ignored, ...ignored]) {
    parts.logger.debug(`Not sent, because WhatsApp has no place for it: ${what}.`);
  }
  if (plan.steps.length === 0) return undefined;
  const address = locate(activity, wishes, parts.accounts);
  const expires = expirationOf(activity);
  const choices = plan.choices ?? (endsOffers(activity, turn) ? [] : undefined);
  const after = numberingAfter(choices, without);
  turn.numbering = after;
  const { replyToId } = activity;
  return { index, replyToId, wishes, plan, address, expires, choices, numbering: { without, after } };
}

const FROM_ONE: Numbering = { firstNumber: 1, areNumbers: false };

/** A turn's choices are counted through, until one of its messages asks something else. */
function numberingAfter(choices: readonly OfferedChoice[] | undefined, before: Numbering): Numbering {
  if (choices === undefined) return before;
  if (choices.length === 0) return FROM_ONE;
  return {
    firstNumber: before.firstNumber + choices.length,
    areNumbers: before.areNumbers || haveNumbers(choices),
  };
}

/** Whether a message asks something else, and there may be an offer. */
function endsOffers(activity: OutboundActivity, turn: SendingTurn): boolean {
  // A turn on a message has closed older offers by itself.
  const mayHaveOffer = (turn.numbering?.firstNumber ?? 1) > 1 || turn.inboundType !== 'message';
  return mayHaveOffer && asksAnew(activity);
}

function locate(activity: OutboundActivity, wishes: OutboundChannelData, accounts: Accounts): ChatAddress {
  const conversationId = activity.conversation?.id ?? activity.recipient?.id;
  if (conversationId === undefined || conversationId === '') {
    throw new WhatsGateActivityError(
      'The activity has no conversation.id, so nobody is known to send it to. Send it through a TurnContext, or set conversation.id.',
    );
  }
  if (wishes.whatsappId !== undefined && accounts.find(wishes.whatsappId) === undefined) {
    throw new WhatsGateActivityError(
      'channelData.whatsgate.whatsappId names an account that this adapter does not have.',
    );
  }
  const address = accounts.locate(conversationId, wishes.whatsappId);
  if (address === undefined) {
    throw new WhatsGateActivityError(
      'Several accounts are connected and the conversation does not say which one sends. ' +
        'Use a conversation id of an inbound activity, or set channelData.whatsgate.whatsappId.',
    );
  }
  return address;
}

/** Neighbours that go to the same conversation, so that each group is sent without anything in between. */
export function byConversation(parcels: readonly Parcel[]): ParcelGroup[] {
  const groups: ParcelGroup[] = [];
  for (const parcel of parcels) {
    const lane = turnKey(parcel.address);
    const last = groups.at(-1);
    if (last?.lane === lane) last.group.push(parcel);
    else groups.push({ lane, group: [parcel] });
  }
  return groups;
}

/** Whether nothing of a parcel has to wait for its conversation. */
export function isTyping({ plan }: Parcel): boolean {
  return plan.steps.every((step) => step.kind === 'typing');
}
