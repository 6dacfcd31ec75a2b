import type { Inbox } from '../src/inbox/inbox';
import { postgresInbox, sqliteInbox } from '../src/index';

/** Accepts one item, begins it, tells so and waits to be killed. */
const [engine, target = ''] = process.argv.slice(2);
const inbox: Inbox = engine === 'sqlite' ? sqliteInbox(target) : postgresInbox(target);

void inbox
  .start(() => {
    process.send?.('begun');
    return new Promise<void>(() => undefined);
  })
  .then(() => inbox.accept({ id: `victim ${process.pid}`, key: 'victim', data: {} }));
