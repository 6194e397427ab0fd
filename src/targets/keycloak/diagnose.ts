import { look, lookAtService } from '../connection/look';
import { type Diagnosis, TargetError } from '../contract/target';
import { requireAll } from './calls/lookups';
import { rightTo } from './calls/refusals';
import type { KeycloakConnection, RealmConnection } from './connection';
import { keycloakPlans, needsOf } from './plans';
import { type KeycloakRef, placeOf } from './settings';

/** Looks at address, log-in, the realm, rights and what users get, in this order. Writes nothing; only an abort throws. */
export async function diagnoseKeycloak(
  keycloak: KeycloakConnection,
  ref: KeycloakRef,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const { session, settings } = keycloak;
  const results = [
    await look('Keycloak', () => lookAtService(keycloak, placeOf(settings), signal)),
    await look('log-in', async () => {
      await session.logIn(signal);
      return { detail: `Keycloak knows the account in the realm ${settings.account.realm}` };
    }),
    ...(await lookAtRealm(keycloak, ref, signal)),
  ];
  signal.throwIfAborted();
  return results;
}

async function lookAtRealm(keycloak: KeycloakConnection, ref: KeycloakRef, signal: AbortSignal) {
  const { realm: name } = ref;
  if (name === undefined) {
    return [await look('realm', async () => ({ detail: 'not looked at: name one with --realm or a tenant file' }))];
  }
  const realm = keycloak.realm(name);
  realm.lookups.forget();
  return [
    await look('realm', async () => {
      const { registrationEmailAsUsername } = await realm.lookups.realm(signal);
      const names = registrationEmailAsUsername === true ? '; the e-mail address is the user name there' : '';
      return { detail: `${name} is there${names}` };
    }),
    await look('right to administer users', () => lookAtRights(realm, signal)),
    await look('what users get', () => lookAtNeeds(realm, ref, signal)),
  ];
}

/** Keycloak says of each user what the account may do with it. */
async function lookAtRights({ users }: RealmConnection, signal: AbortSignal) {
  const anyone = await users.anyone(signal);
  if (anyone === undefined) return { detail: 'users may be read; that they may be written shows with the first one' };
  const { manage, mapRoles, manageGroupMembership } = anyone.access ?? {};
  if (manage === true && mapRoles === true && manageGroupMembership === true) {
    return { detail: 'the account may administer users, their roles and groups' };
  }
  throw new TargetError('TARGET_FORBIDDEN', rightTo('manage-users'));
}

async function lookAtNeeds({ lookups }: RealmConnection, ref: KeycloakRef, signal: AbortSignal) {
  const needs = needsOf(keycloakPlans(ref));
  await requireAll(lookups, needs, signal);
  return { detail: needs.length === 0 ? 'an account, and nothing else' : 'all of it is there' };
}
