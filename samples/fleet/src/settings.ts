/** What connects the bot to an account at WhatsGate. */
export interface Settings {
  readonly apiKey: string;
  readonly whatsappId: string;
  readonly webhookToken: string;
  readonly baseUrl?: string;
  /** The database that all processes share. */
  readonly databaseUrl: string;
}

/**
 * Reads the settings from the environment.
 * @throws Error naming what is missing.
 */
export function readSettings(): Settings {
  const baseUrl = process.env['WHATSGATE_BASE_URL'];
  return {
    apiKey: required('WHATSGATE_API_KEY'),
    whatsappId: required('WHATSGATE_WHATSAPP_ID'),
    webhookToken: required('WHATSGATE_WEBHOOK_TOKEN'),
    databaseUrl: required('DATABASE_URL'),
    ...(baseUrl ? { baseUrl } : {}),
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is missing. Copy .env.example to .env and fill it in.`);
}
