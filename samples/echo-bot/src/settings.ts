/** What connects the bot to an account at WhatsGate. */
export interface Settings {
  readonly apiKey: string;
  readonly whatsappId: string;
  readonly webhookToken: string;
  readonly baseUrl?: string;
}

/**
 * Reads the settings from the environment; undefined without an API key.
 * @throws Error naming what is missing.
 */
export function readSettings(): Settings | undefined {
  const apiKey = process.env['WHATSGATE_API_KEY'];
  const baseUrl = process.env['WHATSGATE_BASE_URL'];
  if (!apiKey) return undefined;
  return {
    apiKey,
    whatsappId: required('WHATSGATE_WHATSAPP_ID'),
    webhookToken: required('WHATSGATE_WEBHOOK_TOKEN'),
    ...(baseUrl ? { baseUrl } : {}),
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`WHATSGATE_API_KEY is set, but ${name} is missing. See .env.example.`);
}
