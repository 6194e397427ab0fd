import { type Section, sectionRoles } from '../../src/targets/yuuvis/wire/wire';
import { issueSecret } from '../server/issued-secret';
import { isOfType } from '../server/media-type';
import type { Answer, Call } from '../server/system';
import { ok, refusal } from './answers';
import { rolesOfRealmToken } from './realm-token';
import { clientId, realm, type World } from './world';

/** The token end point of Keycloak, for both grants; `username` and `password` are the superuser's. */
export function logIn(world: World, call: Call): Answer {
  if (!isOfType(call, 'application/x-www-form-urlencoded')) return refusal(415, 'HTTP 415 Unsupported Media Type');
  return call.params['realm'] === realm ? grantFor(world, call) : refusal(404, 'Realm does not exist');
}

function grantFor(world: World, { form }: Call): Answer {
  const { username, password } = world.settings.superuser;
  const secret = form['client_secret'];
  if (form['client_id'] !== clientId || (secret !== undefined && secret !== password)) {
    return refusal(401, 'invalid_client');
  }
  const grant = form['grant_type'];
  if (grant === 'client_credentials') return secret === password ? token(world) : refusal(401, 'unauthorized_client');
  if (grant !== 'password') return refusal(400, 'unsupported_grant_type');
  const known = form['username'] === username && form['password'] === password;
  return known ? token(world) : refusal(401, 'invalid_grant');
}

function token(world: World): Answer {
  const { seed, tokenSeconds, now } = world.settings;
  world.logins += 1;
  const issued = issueSecret(seed, `token ${world.logins}`);
  world.tokens.set(issued, now() + tokenSeconds * 1_000);
  return ok({ access_token: issued, expires_in: tokenSeconds, token_type: 'Bearer', scope: 'openid' });
}

/** Who may call: anybody with a token, or an account with the role of a section. The refusal, if it is one. */
export function refused(world: World, { headers }: Call, section: Section | 'idm'): Answer | undefined {
  const [scheme, issued = ''] = (headers.authorization ?? '').split(' ');
  const roles = scheme?.toLowerCase() === 'bearer' ? rolesOfToken(world, issued) : undefined;
  if (roles === undefined) return refusal(401, 'invalid_token');
  if (section === 'idm' || roles.includes(sectionRoles[section])) return undefined;
  return refusal(403, 'access_denied');
}

/** The roles that a token gives, whoever issued it: this simulator, or a real Keycloak whose keys it was given. */
function rolesOfToken({ tokens, settings }: World, token: string): readonly string[] | undefined {
  const endsAt = tokens.get(token);
  if (endsAt !== undefined) return endsAt > settings.now() ? [sectionRoles[settings.section]] : undefined;
  return rolesOfRealmToken(token, settings.realmKeys, Date.now());
}

/** The account behind every token, as `me` shows it: a service account, which no listing has. */
export function account({ settings }: World): object {
  return {
    id: '00000000-0000-4000-a000-000000000000',
    username: `service-account-${clientId}`,
    roles: ['YUUVIS_DEFAULT', sectionRoles[settings.section]],
    enabled: true,
    createdTimestamp: 1_600_000_000_000,
  };
}
