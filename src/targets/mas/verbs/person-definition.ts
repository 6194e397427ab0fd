import type { Person } from '../../../domain/tenant/person';
import type { ManageUser } from '../manage/people-reader';
import type { ManageAccount, PersonDefinition } from '../wire/wire-person';

/** The person Manage is asked to create: contract "MAS", section "MAS >= 9.1", "Body on create". */
export function personDefinition(
  { id, email, givenName, familyName }: Person,
  account: ManageAccount,
): PersonDefinition {
  return {
    personid: id,
    primaryemailtype: 'Work',
    primaryemail: email,
    primaryphone: '',
    addressline1: '',
    displayName: `${givenName} ${familyName}`.trim(),
    maxuser: {
      userid: id,
      personid: id,
      loginid: id,
      owner: 'local',
      systemadmin: false,
      status: 'ACTIVE',
      ...account.maxuser,
    },
  };
}

/** The names of the fields in which an existing user differs; what Manage does not tell counts as equal. */
export function personDifferences(user: ManageUser, wanted: PersonDefinition): string[] {
  const found: readonly (readonly [field: string, is: string | undefined, wanted: string])[] = [
    ['status', user.status, wanted.maxuser.status],
    ['email', user.email, wanted.primaryemail],
    ['displayName', user.displayName, wanted.displayName],
  ];
  const fields = found.filter(([, is, value]) => is !== undefined && is !== value).map(([field]) => field);
  const lacked = (wanted.maxuser.groupuser ?? []).map(({ groupname }) => groupname);
  const groups = lacked.filter((group) => user.groups !== undefined && !user.groups.includes(group));
  return [...fields, ...groups.map((group) => `group ${group}`)];
}
