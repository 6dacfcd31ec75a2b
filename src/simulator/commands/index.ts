import { check, getChats, seen, typing } from './chats';
import type { Command } from './command';
import { eventsGet } from './events';
import { getMedia, getMessageMedia } from './media';
import { send } from './send';
import { sessionCreate, sessionDelete, sessionsGet, setHook, setName } from './sessions';

/** Every command of the gateway by its name in the path: the twelve of the requests page and get-messagemedia. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['send', send],
  ['seen', seen],
  ['typing', typing],
  ['check', check],
  ['get-chats', getChats],
  ['get-messagemedia', getMessageMedia],
  ['get-media', getMedia],
  ['events-get', eventsGet],
  ['set-hook', setHook],
  ['set-name', setName],
  ['session-create', sessionCreate],
  ['session-delete', sessionDelete],
  ['sessions-get', sessionsGet],
]);
