/** One undocumented behaviour with a fixed set of possible values. */
export interface ChoiceAssumption<Value extends string | number | boolean> {
  readonly kind: 'choice';
  /** A few words, for a list. */
  readonly label: string;
  /** What changes when the value changes. */
  readonly meaning: string;
  /** Where the doubt comes from: the section of the API reference, or of the WhatsApp reference. */
  readonly source: string;
  readonly values: readonly Value[];
  readonly default: Value;
}

/** One undocumented behaviour that is a number. */
export interface NumberAssumption {
  readonly kind: 'number';
  readonly label: string;
  readonly meaning: string;
  readonly source: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

type Texts = readonly [label: string, meaning: string, source: string];

function choice<const Value extends string | number | boolean>(
  [label, meaning, source]: Texts,
  values: readonly Value[],
  fallback: NoInfer<Value>,
): ChoiceAssumption<Value> {
  return { kind: 'choice', label, meaning, source, values, default: fallback };
}

function onOff(texts: Texts, fallback: boolean): ChoiceAssumption<boolean> {
  return choice<boolean>(texts, [true, false], fallback);
}

function amount(
  [label, meaning, source]: Texts,
  minimum: number,
  maximum: number,
  fallback: number,
): NumberAssumption {
  return { kind: 'number', label, meaning, source, minimum, maximum, default: fallback };
}

/**
 * Everything that the simulator does without the gateway's documentation saying so. Each entry is a switch:
 * a bot that passes its tests under every value is safe whatever the real gateway does.
 */
// prettier-ignore
export const ASSUMPTIONS = {
  badKeyStatus: choice(['Status for a wrong key', 'HTTP status when X-Api-Key is missing or wrong.', 'API 1.1, 9 no. 2'], [401, 500], 401),
  badKeyBodyHasStatus: onOff(['Wrong key: status in the body', 'The error object of a wrong key carries `status`.', 'API 1.1, 9 no. 2'], true),
  errorBodyHasStatus: onOff(['Other errors: status in the body', 'The error object of every other failure carries `status`.', 'API 1.1'], false),
  badRequestStatus: choice(['Status for a bad request', 'HTTP status for malformed JSON and for fields that are missing or wrong.', 'API 1.1'], [500, 400, 422], 500),
  unknownSessionStatus: choice(['Status for an unknown session', 'HTTP status when no session has the given WhatsappID.', 'API 1.1'], [500, 404], 500),
  wrongContentType: choice(['Body without JSON content type', 'What happens to a request whose Content-Type is not application/json.', 'API 1'], ['refuse', 'accept'], 'refuse'),

  asyncWhenOmitted: onOff(['async left out', 'Whether `send` without `async` is asynchronous: the page says no, OpenAPI says yes.', 'API 2.1, 9 no. 1'], false),
  asyncSendSeconds: amount(['Time in the queue', 'Seconds between the answer to an asynchronous `send` and its `sent` event.', 'API 2.1'], 0, 86_400, 0),
  sendAnswerAck: choice(['ack in the answer of send', 'The `ack` of a message that has just been sent.', 'API 2.1'], [0, 1], 0),
  createEventOnApiSend: onOff(['create after an API send', 'Whether messages sent by `send` raise a `create` event too.', 'API 5.3'], false),
  sendWhenNotReady: choice(['send while not connected', 'An asynchronous `send` while the session is not READY is refused, or waits for `ready`. A synchronous one is always refused.', 'API 9, unknown'], ['refuse', 'queue'], 'refuse'),
  quoteUnknown: choice(['Quote of an unknown message', 'A `quote` that names no stored message fails the command, or is ignored.', 'API 2.1'], ['refuse', 'ignore'], 'ignore'),
  recipientBothGiven: choice(['id and number both given', 'Which of the two decides who gets the message.', 'API 2, Recipient'], ['id', 'number'], 'id'),
  numberMayHoldId: onOff(['Whole id in number', 'Whether `number` may hold a complete `…@c.us` id, as one client sends it.', 'API 2, Recipient'], true),
  numberWithPlus: choice(['Number with a plus', 'A leading + in `number` is refused, or taken off.', 'API 7'], ['refuse', 'strip'], 'refuse'),
  checkUnknownNumber: onOff(['check for unknown numbers', 'What `check` says about numbers that are no user of the simulator.', 'API 2.2'], true),
  checkResultWord: choice(['Word in the answer of check', 'The `result` of `check`.', 'API 2.2, 9 no. 5'], ['OK', 'success'], 'OK'),
  sendToUnregistered: choice(['send to an unregistered number', 'A message to a number for which `check` says false is refused, or accepted.', 'API 1.1'], ['refuse', 'accept'], 'refuse'),
  sendToUnknownGroup: choice(['send to an unknown group', 'A message to a group that does not exist is refused, or accepted.', 'API 2.1'], ['refuse', 'accept'], 'accept'),
  mimetypeOutsideList: choice(['Mimetype outside the list', 'A well-formed mimetype that the documentation does not list is accepted, or refused.', 'API 3'], ['accept', 'refuse'], 'accept'),
  voiceNotOgg: choice(['Voice that is no OGG', 'A `voice` message of another mimetype is refused, or accepted.', 'API 3'], ['refuse', 'accept'], 'refuse'),
  filenameRequired: onOff(['filename required', 'Whether `media` without `filename` is refused: OpenAPI says required, the page does not.', 'API 3, 9 no. 8'], false),
  invalidBase64: choice(['Invalid base64', '`media.data` with foreign characters is refused, or they are skipped.', 'API 3'], ['refuse', 'ignore'], 'refuse'),

  missingFilename: choice(['filename of nameless media', 'Answers about a file without a name leave `filename` out, or say null.', 'API 2.7, 8'], ['omit', 'null'], 'omit'),
  mediaHasFilesize: onOff(['filesize of media', 'Whether the media object carries `filesize` in bytes.', 'API 2.7'], false),

  omitShortId: onOff(['No short id', 'Leaves `_id` out of the message object, as the texts of 2022 do.', 'API 2.1, 9 no. 7'], false),
  omitFromName: onOff(['No sender name', 'Leaves `from_name` out of the message object, as the documentation does.', 'API 2.1, 9 no. 7'], false),
  messageIdIsObject: onOff(['id as an object', 'The `id` of a message is `{fromMe, remote, id, participant?}` in place of a string.', 'WhatsApp 1.1, 1.4'], false),
  messageIdObjectHasSerialized: onOff(['Object id with _serialized', 'Whether an object id also holds the long id as `_serialized`.', 'WhatsApp 1.4'], true),
  groupIdHasParticipant: onOff(['Author in incoming group ids', 'The long id of an incoming group message ends in `_<author>`.', 'API 4, WhatsApp 1.4'], true),
  ownGroupIdHasParticipant: onOff(['Author in own group ids', 'The long id of an own group message ends in `_<own id>`.', 'API 4, WhatsApp 1.4'], false),
  groupAuthorField: choice(['Author field in groups', 'Whether an incoming group message names its author in a field of its own.', 'API 4'], ['none', 'author'], 'none'),
  messageHasQuotedId: onOff(['Quoted id in replies', 'An incoming reply carries `hasQuotedMsg` and `quotedMsgId`.', 'API 4, WhatsApp 1.1'], false),
  messageHasLocation: onOff(['Coordinates of a location', 'An incoming location carries `location` with latitude and longitude.', 'API 4, WhatsApp 1.1'], true),
  messageHasVcards: onOff(['vCards of a contact', 'An incoming contact card carries `vCards` besides its `body`.', 'API 4, WhatsApp 1.1'], false),
  bodyHoldsThumbnail: onOff(['Preview in body', 'Locations, and media without caption, have a base64 JPEG in `body`.', 'WhatsApp 1.5'], false),

  ackEventShape: choice(['Shape of ack events', '`{message}` with the new ack, or only `{id, ack}`.', 'API 5.3'], ['message', 'id'], 'message'),
  mediaEvent: onOff(['media event', 'An incoming media message is followed by a `media` event.', 'API 5.3'], true),
  mediaEventCarriesData: onOff(['File in the media event', 'The `media` event carries the file besides the message.', 'API 5.3, 8'], true),
  reactionEvent: choice(['Event of a reaction', 'A reaction comes as a `message` of type `reaction`, as an event `reaction`, or not at all.', 'API 4.2, 5.3'], ['message', 'reaction', 'none'], 'message'),
  deletionEvent: choice(['Event of a deletion', 'A deleted message comes as a `message` of type `revoked` that names it, or not at all.', 'API 4.2, 5.3'], ['message', 'none'], 'message'),
  editEvent: choice(['Event of an edit', 'An edited message comes once more as a `message` with its new text and `latestEditSenderTimestampMs`, or not at all.', 'API 4, 5.3'], ['message', 'none'], 'message'),
  readyEventNested: onOff(['Shape of ready events', 'Name and number sit under `account` in place of at the top of `event_data`.', 'API 5.3'], false),

  repeats: choice(['Repeats', 'How often an event that nobody acknowledges is delivered again.', 'API 5.2'], [3, 2], 3),
  repeatIntervalSeconds: amount(['Time between repeats', 'Seconds from one attempt to the next.', 'API 5.2'], 0, 86_400, 20),
  webhookTimeoutSeconds: amount(['Webhook time-out', 'Seconds after which an attempt without an answer counts as failed.', 'API 5.2, unknown'], 0.001, 86_400, 20),
  webhookOrder: choice(['Events at the same time', 'Events are delivered side by side, or each waits until the gateway is done with the one before.', 'API 5.2, unknown'], ['parallel', 'serial'], 'parallel'),
  webhookKeepsConnection: onOff(['Webhook connections', 'Whether the gateway uses one connection for several webhook requests.', 'API 9, unknown'], false),
  restartKeepsWaiting: onOff(['Restart keeps what waits', 'Whether events that nobody has acknowledged, queued sends and acks to come survive a restart of the gateway.', 'API 9, unknown'], true),
  restartEmitsReady: onOff(['ready after a restart', 'Whether a restart of the gateway raises `ready` for every connected session.', 'API 5.3, unknown'], true),
  acknowledgementIdMayBeString: onOff(['id as text in the acknowledgement', 'Whether `"501"` acknowledges event 501.', 'API 5.2'], true),
  acknowledgementNeedsBody: onOff(['Acknowledgement by body', 'Whether a bare 2xx is not enough.', 'API 5.2'], true),
  acknowledgementStatus: choice(['Acknowledgement by status', 'Whether the acknowledging answer has to be a 2xx.', 'API 5.2'], ['2xx', 'any'], '2xx'),

  eventsGetDate: choice(['date of events-get', 'Whether events of the very second are included.', 'API 6'], ['inclusive', 'exclusive'], 'inclusive'),
  eventsGetOrder: choice(['Order of events-get', 'By event id, oldest or newest first.', 'API 6'], ['ascending', 'descending'], 'ascending'),
  eventsGetHasStatusCode: onOff(['status_code in events-get', 'Whether polled events carry `status_code`.', 'API 6'], false),
  eventsGetHasReady: onOff(['ready in events-get', 'Whether `ready` events can be polled; the page does not list them.', 'API 5.3, 9 no. 10'], true),
  pollAcknowledges: onOff(['Polling acknowledges', 'Whether an event that was polled is not delivered to the webhook any more.', 'API 6'], false),

  setHookClears: choice(['How set-hook clears', 'Which `callback` switches the webhook off; the other forms are refused.', 'API 2.12'], ['any', 'null', 'empty', 'omitted'], 'any'),
  emptyCallback: choice(['Session without a webhook', 'How a session object says that it has no callback.', 'API 2.9'], ['null', 'empty'], 'null'),
  deleteEmitsDisconnect: onOff(['disconnect after session-delete', 'Whether `session-delete` raises a `disconnect` event.', 'API 2.10, 5.3'], true),
  disconnectDeletesSession: onOff(['disconnect deletes', 'A disconnected session is gone, as the page says, or waits for a new scan.', 'API 5.3'], true),
};

/** The name of an assumption. */
export type AssumptionName = keyof typeof ASSUMPTIONS;

/** A value for every assumption. */
export type Assumptions = {
  -readonly [Name in AssumptionName]: (typeof ASSUMPTIONS)[Name] extends ChoiceAssumption<infer Value>
    ? Value
    : number;
};

function isAssumptionName(name: string): name is AssumptionName {
  return Object.hasOwn(ASSUMPTIONS, name);
}

function checkValue(name: AssumptionName, value: unknown): void {
  const entry: ChoiceAssumption<string | number | boolean> | NumberAssumption = ASSUMPTIONS[name];
  if (entry.kind === 'choice') {
    if (entry.values.some((possible) => possible === value)) return;
    throw new TypeError(`The assumption ${name} is one of ${entry.values.join(', ')}, not ${String(value)}.`);
  }
  if (typeof value === 'number' && value >= entry.minimum && value <= entry.maximum) return;
  throw new TypeError(
    `The assumption ${name} is a number from ${entry.minimum} to ${entry.maximum}, not ${String(value)}.`,
  );
}

/** The values that hold when nobody says otherwise. */
export function defaultAssumptions(): Assumptions {
  const pairs = Object.entries(ASSUMPTIONS).map(([name, entry]) => [name, entry.default]);
  return Object.fromEntries(pairs) as Assumptions;
}

/**
 * Lays changes over a set of assumptions.
 * @throws TypeError when a name is unknown or a value impossible; the sentence says what is possible.
 */
export function changeAssumptions(current: Assumptions, changes: Partial<Assumptions>): Assumptions {
  for (const [name, value] of Object.entries(changes)) {
    if (!isAssumptionName(name)) {
      throw new TypeError(
        `There is no assumption ${name}. There are: ${Object.keys(ASSUMPTIONS).join(', ')}.`,
      );
    }
    checkValue(name, value);
  }
  return { ...current, ...changes };
}
