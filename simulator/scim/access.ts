import { issueSecret } from '../server/issued-secret';
import type { Answer, Call } from '../server/system';
import type { World } from './world';

/** The token end point: client credentials (RFC 6749, section 4.4), the client known by HTTP Basic. */
export function getToken(world: World, { headers, form }: Call): Answer {
  const { superuser, seed, tokenSeconds, now } = world.settings;
  const basic = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  const known = new URLSearchParams([[superuser.username, superuser.password]]).toString().replace('=', ':');
  if (Buffer.from(basic, 'base64').toString() !== known) return { status: 401, body: { error: 'invalid_client' } };
  if (form['grant_type'] !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
  world.logIns += 1;
  const issued = issueSecret(seed, `token ${world.logIns}`);
  world.tokens.set(issued, now() + tokenSeconds * 1_000);
  return { status: 200, body: { access_token: issued, token_type: 'Bearer', expires_in: tokenSeconds } };
}

export function hasToken({ tokens, settings }: World, { headers }: Call): boolean {
  const issued = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  return (tokens.get(issued) ?? 0) > settings.now();
}
