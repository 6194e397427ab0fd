import { z } from 'zod';
import type { Departure, DeparturePlan, DeparturePlans } from '../../domain/run/departure';
import type { Plan, Plans } from '../../domain/run/plan';
import { onDisabledChoices, type YuuvisRef } from './reference';
import type { UserKind } from '../../domain/tenant/user';
import { TargetError } from '../contract/target';
import { toConfirm, type Wanted } from './wanted';

/** What each kind of user gets: contract "yuuvis", section "What each user type gets". */
const defaults: Readonly<Record<UserKind, Wanted>> = {
  primary: { roles: ['YUUVIS_DEFAULT', 'YUUVIS_TENANT_ADMIN'], groups: [] },
  secondary: { roles: ['YUUVIS_DEFAULT'], groups: [] },
};

/** `account` of a plan: read back from history, where an older release may have written it. */
export const Account = z.object({
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  onDisabled: z.enum(onDisabledChoices),
});
export type Account = z.infer<typeof Account>;

/** The account part of a plan. Throws INTERNAL for one that this release cannot read. */
export function readAccount(account: Plan['account']): Account {
  const parsed = Account.safeParse(account);
  if (parsed.success) return parsed.data;
  throw new TargetError('INTERNAL', 'the plan holds no account that this release can read');
}

/** What each kind of user loses: the account, and nothing before it, for roles and groups go or stay with it. */
export function yuuvisDeparturePlans(ref: YuuvisRef, account: Departure): DeparturePlans {
  const { primary, secondary } = yuuvisPlans(ref);
  const planFor = (given: Plan): DeparturePlan => ({ given, groups: [], places: [], account });
  return { primary: planFor(primary), secondary: planFor(secondary) };
}

/** The plans for both kinds of user: roles and groups come with the account, and are confirmed by reading. */
export function yuuvisPlans({ roles, groups, onDisabled = 'fail' }: YuuvisRef): Plans {
  const planFor = (kind: UserKind): Plan => {
    const wanted: Wanted = {
      roles: roles?.[kind] ?? defaults[kind].roles,
      groups: groups?.[kind] ?? defaults[kind].groups,
    };
    const account = { roles: wanted.roles, groups: wanted.groups, onDisabled };
    const none = { identityProviders: [], memberships: [], roles: [], groups: [] };
    return { account, ...none, synchronise: toConfirm(wanted) };
  };
  return { primary: planFor('primary'), secondary: planFor('secondary') };
}
