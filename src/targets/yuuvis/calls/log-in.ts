import type { HttpAnswer } from '../../../http/request';
import { createRefusals } from '../../connection/refusal';
import { reasonOf } from './reasons';
import { routes, type Section, sectionRoles, TokenAnswer } from '../wire/wire';
import { Secret } from '../../../http/secret';
import type { IssuedToken } from '../../connection/bearer-session';
import { openNamed, type OpenSecret, type Service } from '../../connection/service';
import type { SecretReference } from '../../../domain/tenant/secret-reference';

export const yuuvisRefusals = createRefusals({ name: 'yuuvis', errorCodeOf: reasonOf });
const keycloakRefusals = createRefusals({ name: 'Keycloak', errorCodeOf: reasonOf });

/** What a 403 lacks. */
export function rightOf(section: Section): string {
  return `the account of the worker needs the role ${sectionRoles[section]}`;
}

/** Whom Keycloak knows the worker as, in the realm; without a `user`, by its client alone. */
interface Account {
  readonly realm: string;
  readonly client: { readonly id: string; readonly secret?: SecretReference | undefined };
  readonly user?: { readonly username: SecretReference; readonly password: SecretReference } | undefined;
}

/** Keycloak answers 400 to a grant that it refuses (`invalid_grant`), 401 to a client that it does not know. */
const refusedLogIn: readonly number[] = [400, 401, 403];

/**
 * Logs in at Keycloak: contract "yuuvis", section "Endpoints". Credentials are opened for each log-in, so that changed
 * ones are found, and kept nowhere. Throws CREDENTIALS_REJECTED, YUUVIS_REALM_NOT_FOUND, and what any call throws.
 */
export async function logInAtKeycloak(
  keycloak: Service,
  account: Account,
  openSecret: OpenSecret,
): Promise<IssuedToken> {
  const what = 'log in';
  const form = await grantOf(account, openSecret);
  const answer = await keycloak.send({
    what,
    method: 'POST',
    path: routes.token,
    parts: { realm: account.realm },
    form,
  });
  if (answer.status === 404) throw keycloakRefusals.error('YUUVIS_REALM_NOT_FOUND', { what, answer });
  if (isRefusal(answer)) throw keycloakRefusals.error('CREDENTIALS_REJECTED', { what, answer });
  if (answer.status !== 200) throw keycloakRefusals.unexpectedStatus(what, answer);
  const { access_token: token, expires_in: seconds } = keycloakRefusals.parseBody(what, answer, TokenAnswer);
  return { token: new Secret(token), lifetimeMs: seconds * 1_000 };
}

function isRefusal({ status }: HttpAnswer): boolean {
  return refusedLogIn.includes(status);
}

async function grantOf({ client, user }: Account, openSecret: OpenSecret): Promise<Readonly<Record<string, string>>> {
  const secret = client.secret === undefined ? undefined : await openNamed('client secret', client.secret, openSecret);
  const by = { client_id: client.id, ...(secret === undefined ? {} : { client_secret: secret.open() }) };
  if (user === undefined) return { grant_type: 'client_credentials', ...by };
  const username = await openNamed('user name', user.username, openSecret);
  const password = await openNamed('password', user.password, openSecret);
  return { grant_type: 'password', ...by, username: username.open(), password: password.open(), scope: 'openid' };
}
