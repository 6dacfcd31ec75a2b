/**
 * WhatsApp for bots on the Microsoft 365 Agents SDK, through WhatsGate.
 *
 * @packageDocumentation
 */

export { WhatsGateAdapter, type BotLogic } from './hosts/agents';
export { WhatsGateFileDownloader, type FileDownloaderOptions } from './hosts/agents-file-downloader';
export * from './exports';
