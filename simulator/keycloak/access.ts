import { issueSecret } from '../server/issued-secret';
import type { Answer, Call } from '../server/system';
import { error, ok } from './answers';
import { accountRealm, clientId, type World } from './world';

/** The token end point, for both grants; `username` and `password` are the superuser's. */
export function logIn(world: World, { params, form }: Call): Answer {
  if (params['realm'] !== accountRealm) return error(404, 'Realm does not exist');
  const { username, password } = world.settings.superuser;
  const secret = form['client_secret'];
  if (form['client_id'] !== clientId || (secret !== undefined && secret !== password)) {
    return error(401, 'invalid_client');
  }
  const grant = form['grant_type'];
  if (grant === 'client_credentials') return secret === password ? token(world) : error(401, 'unauthorized_client');
  if (grant !== 'password') return error(400, 'unsupported_grant_type');
  const known = form['username'] === username && form['password'] === password;
  return known ? token(world) : error(401, 'invalid_grant');
}

function token(world: World): Answer {
  const { seed, tokenSeconds, now } = world.settings;
  world.logins += 1;
  const issued = issueSecret(seed, `token ${world.logins}`);
  world.tokens.set(issued, now() + tokenSeconds * 1_000);
  return ok({ access_token: issued, expires_in: tokenSeconds, token_type: 'Bearer' });
}

/** The refusal of a call by somebody without a token, about another realm, or with a body that is no JSON. */
export function refused(world: World, { headers, params, body }: Call): Answer | undefined {
  const [scheme, issued = ''] = (headers.authorization ?? '').split(' ');
  const endsAt = scheme === 'Bearer' ? world.tokens.get(issued) : undefined;
  if (endsAt === undefined || endsAt <= world.settings.now()) return error(401, 'HTTP 401 Unauthorized');
  if (params['realm'] !== world.settings.realm) return error(404, 'Realm not found.');
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return body !== undefined && !isJson ? error(415, 'HTTP 415 Unsupported Media Type') : undefined;
}
