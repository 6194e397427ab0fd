import { orStopped } from '../connection/stopped';
import { type Target, TargetError } from '../contract/target';
import { requireAll } from './calls/lookups';
import { connectKeycloak, type KeycloakConnection, type KeycloakDeps, type RealmConnection } from './connection';
import { keycloakDepartureVerbs } from './departure-verbs';
import { diagnoseKeycloak } from './diagnose';
import { keycloakDeparturePlans, keycloakPlans, needsOf } from './plans';
import type { KeycloakRef } from './settings';
import { keycloakVerbs } from './verbs';

/** One Keycloak as a target: answers a function from reference to target. Nothing is sent until it is used. */
export function createKeycloak(deps: KeycloakDeps): (ref: KeycloakRef) => Target {
  const keycloak = connectKeycloak(deps);
  return (ref) => bind(keycloak, ref);
}

function bind(keycloak: KeycloakConnection, ref: KeycloakRef): Target {
  const realm = keycloak.realm(ref.realm ?? '');
  return {
    prepare: (signal) =>
      orStopped(signal, async () => {
        await begin(realm, ref, signal);
        const plans = keycloakPlans(ref);
        await requireAll(realm.lookups, needsOf(plans), signal);
        return { plans, present: [] };
      }),
    verbs: keycloakVerbs(realm, ref),
    offboarding: {
      prepare: (how, signal) =>
        orStopped(signal, async () => {
          await begin(realm, ref, signal);
          return { plans: keycloakDeparturePlans(ref, how), present: [] };
        }),
      verbs: keycloakDepartureVerbs(realm),
    },
    // Nothing is made for the time of a run.
    release: async () => undefined,
    diagnose: (signal) => diagnoseKeycloak(keycloak, ref, signal),
  };
}

/** A run sees the realm as it is now. */
async function begin({ lookups }: RealmConnection, ref: KeycloakRef, signal: AbortSignal): Promise<void> {
  if (ref.realm === undefined) throw new TargetError('TARGET_REJECTED', 'the target names no realm');
  lookups.forget();
  await lookups.realm(signal);
}
