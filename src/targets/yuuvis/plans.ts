import { z } from 'zod';
import type { Plan, Plans } from '../../domain/plan';
import { onDisabledChoices, type YuuvisRef } from '../../domain/target-ref';
import type { UserKind } from '../../domain/user';
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
