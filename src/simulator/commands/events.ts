import { polledEvent, selectEvents, type EventQuery } from '../events';
import { badRequest, optionalText, type Command } from './command';
import { pageAnswer } from './page';

const DATE = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** `POST /events-get`: the event log, deleted sessions included (events-get page). */
export const eventsGet: Command = ({ gateway, body }) => {
  const whatsappId = optionalText(gateway, body, 'WhatsappID');
  const date = optionalText(gateway, body, 'date');
  const action = optionalText(gateway, body, 'action');
  if (date !== undefined && !DATE.test(date))
    throw badRequest(gateway, 'date looks like 2026-05-28 20:00:00.');
  const query: EventQuery = {
    ...(whatsappId === undefined ? {} : { whatsappId }),
    ...(date === undefined ? {} : { date }),
    ...(action === undefined ? {} : { action }),
  };
  const events = selectEvents(gateway.events.all, query, gateway.assumptions);
  const { head, items } = pageAnswer(gateway, body, events);
  return {
    body: { ...head, data: items.map((event) => polledEvent(event, gateway.assumptions)) },
    afterwards: () => {
      if (!gateway.assumptions.pollAcknowledges) return;
      for (const { envelope } of items) gateway.deliveries.acknowledge(envelope.id);
    },
  };
};
