import { systemClock } from '../../http/clock';
import { orStopped } from '../connection/stopped';
import type { Target } from '../contract/target';
import { scimDepartureVerbs } from './departure-verbs';
import { diagnoseScim } from './diagnose';
import { createDiscovery, requireAttribute, requireOffered, requirePatch } from './discovery';
import { createScimGroups } from './groups';
import { createLookup } from './lookup';
import { scimDeparturePlans, scimPlans } from './plans';
import { connectScim, type ScimDeps } from './session';
import type { ScimRef } from './settings';
import { createScimUsers } from './users';
import { scimVerbs } from './verbs';

/** One SCIM service as a target: answers a function from reference to target. Nothing is sent until it is used. */
export function createScim(deps: ScimDeps): (ref: ScimRef) => Target {
  const { settings, openSecret, clock = systemClock } = deps;
  const session = connectScim(deps);
  const discovery = createDiscovery(session, clock);
  const lookup = (of: 'user' | 'group') => createLookup({ service: session, discovery, clock, of });
  const users = createScimUsers(session, lookup('user'), clock);
  const groups = createScimGroups(session, lookup('group'), clock);
  const parts = { users, groups, clock };

  return (ref) => ({
    prepare: (signal) =>
      orStopped(signal, async () => {
        requireOffered(await discovery.get(signal), ref);
        return { plans: scimPlans(ref), present: [] };
      }),
    verbs: scimVerbs(parts, ref.missingGroups ?? 'fail'),
    offboarding: {
      prepare: (how, signal) =>
        orStopped(signal, async () => {
          const discovered = await discovery.get(signal);
          requirePatch(discovered);
          if (how === 'disable') requireAttribute(discovered, 'user', 'active');
          return { plans: scimDeparturePlans(ref, how), present: [] };
        }),
      verbs: scimDepartureVerbs(parts),
    },
    // Nothing is made for the time of a run.
    release: async () => undefined,
    diagnose: (signal) => diagnoseScim({ settings, openSecret, clock, session, discovery, ref }, signal),
  });
}
