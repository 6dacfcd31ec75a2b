import { GatewayFailure } from '../gateway-failure';
import type { Gateway } from '../gateway';
import type { SimulatedMedia } from '../messages';
import { wireMedia } from '../wire-message';
import { requiredSession, requiredText, type Command, type CommandAnswer } from './command';

function mediaAnswer(gateway: Gateway, media: SimulatedMedia | undefined, missing: string): CommandAnswer {
  // "Returns an error" is all that the page says; 500 is the only code that it knows.
  if (media === undefined) throw new GatewayFailure(500, missing);
  return { body: { result: 'OK', media: wireMedia(media, gateway.assumptions) } };
}

/** `POST /get-messagemedia`: the file of a message, by its long id (get-messagemedia page). */
export const getMessageMedia: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  const id = requiredText(gateway, body, 'MessageID');
  const message = gateway.state.message(id);
  const media = message?.account === account.whatsappId ? message.media : undefined;
  return mediaAnswer(gateway, media, `The message ${id} was not found or has no media.`);
};

/** `POST /get-media`: the file of a received message, by its media key; deprecated (get-media page). */
export const getMedia: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  const key = requiredText(gateway, body, 'mediaKey');
  const message = gateway.state.messages.find(
    ({ direction, account: owner, media }) =>
      direction === 'in' && owner === account.whatsappId && media?.mediaKey === key,
  );
  return mediaAnswer(gateway, message?.media, 'No received message has this mediaKey.');
};
