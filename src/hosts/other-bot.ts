/** Who signs what Azure Bot Service sends: no bot. */
const CHANNELS: ReadonlySet<unknown> = new Set([
  'https://api.botframework.com',
  'https://api.botframework.us',
]);
/** What both SDKs call a bot that comes without a token, in development. */
const ANONYMOUS = 'AnonymousSkill';

/**
 * Whether claims are those of another bot that answers this one, such as a skill: of an app that is not the one that
 * they are meant for. The rule is that of `SkillValidation.isSkillClaim` in botframework-connector, which bots on the
 * Agents SDK do not have.
 */
export function isOtherBot(claims: Readonly<Record<string, unknown>>): boolean {
  if (claims['appid'] === ANONYMOUS) return true;
  const { ver, aud } = claims;
  if (!ver || !aud || CHANNELS.has(aud)) return false;
  const app = claims[ver === '1.0' ? 'appid' : 'azp'];
  return Boolean(app) && app !== aud;
}
