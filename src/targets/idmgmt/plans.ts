import type { Departure, DeparturePlan, DeparturePlans } from '../../domain/run/departure';
import type { Plan, Plans } from '../../domain/run/plan';
import type { IdmgmtRef } from './settings';
import { TargetError } from '../contract/target';
import { roleCrn, roles as known } from './wire/wire';

/** The role that each kind of user gets in the team: contract "idmgmt", section "What each user type gets". */
const defaultRoles = { primary: 'Administrator', secondary: 'Viewer' } as const;

/**
 * People come from the directory, so a user gets a membership of the team and nothing else. Throws IDMGMT_ROLE_UNKNOWN: a
 * team with one wrong role is refused as a whole.
 */
export function idmgmtPlans(team: string, roles: IdmgmtRef['roles'] = {}): Plans {
  const planFor = (role: string): Plan => ({
    account: {},
    identityProviders: [],
    memberships: [{ place: team, role: knownRole(role), writtenBy: 'team-writer' }],
    roles: [],
    synchronise: [],
    groups: [],
  });
  return {
    primary: planFor(roles.primary ?? defaultRoles.primary),
    secondary: planFor(roles.secondary ?? defaultRoles.secondary),
  };
}

/** What each kind of user loses: the membership of the team, and the account only when it is to be deleted. */
export function idmgmtDeparturePlans({ primary, secondary }: Plans, how: Departure): DeparturePlans {
  const account = how === 'delete' ? 'delete' : 'keep';
  const planFor = (given: Plan): DeparturePlan => ({ given, groups: [], places: given.memberships, account });
  return { primary: planFor(primary), secondary: planFor(secondary) };
}

const crns: readonly string[] = known.map(roleCrn);

function knownRole(role: string): string {
  if (crns.includes(roleCrn(role))) return role;
  throw new TargetError('IDMGMT_ROLE_UNKNOWN', `a role of the tenant file is none of ${known.join(', ')}`);
}
