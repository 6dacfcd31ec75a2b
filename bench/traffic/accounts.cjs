'use strict';

/** Invented accounts: the bots are set up with them, and the load generator signs with them. */
module.exports = {
  API_KEY: 'bench-api-key-0123456789',
  WHATSAPP_ID: '6a10b2c3d4e5f',
  WEBHOOK_TOKEN: 'bench-webhook-token-0123456789abcdef',
  OWN_NUMBER: '79005550999',
  TWILIO_SID: `AC${'0'.repeat(32)}`,
  TWILIO_TOKEN: 'bench-twilio-token',
  TWILIO_ENDPOINT: 'http://bench.example/api/messages',
  FACEBOOK_SECRET: 'bench-facebook-secret',
  FACEBOOK_ACCESS_TOKEN: 'bench-facebook-access-token',
  FACEBOOK_VERIFY_TOKEN: 'bench-facebook-verify-token',
};
