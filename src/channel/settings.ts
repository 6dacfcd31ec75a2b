import { z } from 'zod';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import {
  accountsShape,
  readAccountsOptions,
  type AccountsOptions,
  type AccountsSettings,
} from './options/accounts';
import {
  activitiesShape,
  readActivitiesOptions,
  type ActivitiesOptions,
  type ActivitiesSettings,
} from './options/activities';
import { cardShape, readCardOptions, type CardOptions, type CardSettings } from './options/cards';
import {
  gatewayShape,
  readGatewayOptions,
  type GatewayOptions,
  type GatewaySettings,
} from './options/gateway';
import { inboxShape, readInboxOptions, type InboxOptions, type InboxSettings } from './options/inbox';
import {
  loggingShape,
  readLoggingOptions,
  type LoggingOptions,
  type LoggingSettings,
} from './options/logging';
import {
  mannersShape,
  readMannersOptions,
  type MannersOptions,
  type MannersSettings,
} from './options/manners';
import { mediaShape, readMediaOptions, type MediaOptions, type MediaSettings } from './options/media';
import { describeProblems, withoutUndefined } from './options/rules';
import {
  readSendingOptions,
  sendingShape,
  type SendingOptions,
  type SendingSettings,
} from './options/sending';
import { readTurnOptions, turnShape, type TurnOptions, type TurnSettings } from './options/turns';
import { readTextOptions, textShape, type ShownTextSettings, type TextOptions } from './options/text';
import {
  readTelemetryOptions,
  telemetryShape,
  type TelemetryOptions,
  type TelemetrySettings,
} from './options/telemetry';
import {
  readWebhookOptions,
  webhookShape,
  type WebhookOptions,
  type WebhookSettings,
} from './options/webhook';

/** How an adapter is set up. Only `apiKey`, an account and `webhookToken` are needed. */
export interface WhatsGateAdapterOptions
  extends
    GatewayOptions,
    AccountsOptions,
    WebhookOptions,
    ActivitiesOptions,
    SendingOptions,
    MannersOptions,
    TextOptions,
    CardOptions,
    InboxOptions,
    TurnOptions,
    MediaOptions,
    LoggingOptions,
    TelemetryOptions {}

/** The options with every default in its place. */
export interface Settings
  extends
    GatewaySettings,
    AccountsSettings,
    WebhookSettings,
    ActivitiesSettings,
    SendingSettings,
    MannersSettings,
    ShownTextSettings,
    CardSettings,
    InboxSettings,
    TurnSettings,
    MediaSettings,
    LoggingSettings,
    TelemetrySettings {}

const schema = z
  .object({
    ...gatewayShape,
    ...accountsShape,
    ...webhookShape,
    ...activitiesShape,
    ...sendingShape,
    ...mannersShape,
    ...textShape,
    ...cardShape,
    ...inboxShape,
    ...turnShape,
    ...mediaShape,
    ...loggingShape,
    ...telemetryShape,
  })
  .strict();

/**
 * Checks the options and fills in what was left out. Each subject has a file of its own in `options`.
 * @throws WhatsGateConfigurationError naming every option that is wrong, and never its value.
 */
export function readSettings(options: WhatsGateAdapterOptions): Settings {
  const checked = schema.safeParse(withoutUndefined(options));
  if (!checked.success) throw new WhatsGateConfigurationError(describeProblems(checked.error));
  return {
    ...readGatewayOptions(options),
    ...readAccountsOptions(options),
    ...readWebhookOptions(options),
    ...readActivitiesOptions(options),
    ...readSendingOptions(options),
    ...readMannersOptions(options),
    ...readTextOptions(options),
    ...readCardOptions(options),
    ...readInboxOptions(options),
    ...readTurnOptions(options),
    ...readMediaOptions(options),
    ...readLoggingOptions(options),
    ...readTelemetryOptions(options),
  };
}
