import { Secret } from '../../http/secret';
import type { IssuedToken } from '../connection/bearer-session';
import { openNamed, type OpenSecret, type Service } from '../connection/service';
import { refusals } from './calls/refusals';
import type { KeycloakSettings } from './settings';
import { routes, TokenAnswer } from './wire/wire';

/** Keycloak answers 400 to a grant that it refuses (`invalid_grant`), 401 to a client that it does not know. */
const refusedLogIn: readonly number[] = [400, 401, 403];

/**
 * Logs in. Credentials are opened for each log-in, so that changed ones are found, and kept nowhere. Throws
 * CREDENTIALS_REJECTED, KEYCLOAK_REALM_NOT_FOUND, and what any call throws.
 */
export async function logIn(
  service: Service,
  { account }: KeycloakSettings,
  openSecret: OpenSecret,
): Promise<IssuedToken> {
  const what = 'log in';
  const form = await grantOf(account, openSecret);
  const { realm } = account;
  const answer = await service.send({ what, method: 'POST', path: routes.token, parts: { realm }, form });
  const { status } = answer;
  if (status === 404) throw refusals.error('KEYCLOAK_REALM_NOT_FOUND', { what, answer });
  if (refusedLogIn.includes(status)) throw refusals.error('CREDENTIALS_REJECTED', { what, answer });
  if (status !== 200) throw refusals.unexpectedStatus(what, answer);
  const { access_token: token, expires_in: seconds } = refusals.parseBody(what, answer, TokenAnswer);
  return { token: new Secret(token), lifetimeMs: seconds * 1_000 };
}

type Account = KeycloakSettings['account'];

async function grantOf({ client, user }: Account, openSecret: OpenSecret): Promise<Readonly<Record<string, string>>> {
  const secret = client.secret === undefined ? undefined : await openNamed('client secret', client.secret, openSecret);
  const by = { client_id: client.id, ...(secret === undefined ? {} : { client_secret: secret.open() }) };
  if (user === undefined) return { grant_type: 'client_credentials', ...by };
  const username = await openNamed('user name', user.username, openSecret);
  const password = await openNamed('password', user.password, openSecret);
  return { grant_type: 'password', ...by, username: username.open(), password: password.open() };
}
