import { loginForm } from '../../src/targets/idmgmt/wire/wire';
import { issueSecret } from '../server/issued-secret';
import { isOfType } from '../server/media-type';
import type { Answer, Call } from '../server/system';
import { errorText, ok } from './answers';
import type { World } from './world';

/** Contract: `POST /idprovider/v1/auth/identitytoken`, a form. Every log-in gives a new token. */
export function logIn(world: World, call: Call): Answer {
  if (!isOfType(call, 'application/x-www-form-urlencoded')) return errorText(415, 'Unsupported Media Type');
  const { form } = call;
  const { username, password } = world.settings.superuser;
  const asked = Object.entries(loginForm).every(([name, value]) => form[name] === value);
  if (!asked) return errorText(400, 'grant_type and scope are not supported');
  if (form['username'] !== username || form['password'] !== password) return errorText(401, 'invalid credentials');
  world.logins += 1;
  const token = issueSecret(world.settings.seed, `token ${world.logins}`);
  world.tokens.set(token, username);
  const expires_in = world.settings.tokenSeconds;
  return ok({ access_token: token, token_type: 'Bearer', expires_in, scope: loginForm.scope });
}

/** The id of the user whose token came along; undefined for none, a wrong one, or one that has expired. */
export function callerOf(world: World, { headers }: Call): string | undefined {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? world.tokens.get(token) : undefined;
}
