/**
 * WhatsApp for Bot Framework bots, through WhatsGate.
 *
 * @packageDocumentation
 */

export { WhatsGateAdapter, type BotLogic } from './hosts/botbuilder';
export * from './exports';
