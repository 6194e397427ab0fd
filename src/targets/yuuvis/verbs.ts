import type { OnDisabled } from './accounts/choices';
import { stoppable } from '../connection/stopped';
import { findingOf, unused } from '../contract/findings';
import { type Finding, TargetError, type Task, type Verb, type Verbs } from '../contract/target';
import type { Accounts } from './accounts/accounts';
import { userOf } from './accounts/listing';
import type { Request, Standing } from './accounts/standing';
import type { TenantConnection } from './connection';
import { differencesOf, lackInWords, lackOf, lacksNothing, madeOwn, readAccount, wantedOf } from './accounts/plans';

/** The looks at which a user who lacks something after all is merged once more, before it is only waited for. */
const mergeAt: readonly number[] = [2, 4];

/** What yuuvis does with the six verbs: the account comes with roles and groups, and is confirmed by reading. */
export function yuuvisVerbs(tenant: TenantConnection, onDisabled: OnDisabled): Verbs {
  return {
    create: stoppable(createVerb(tenant.accounts)),
    link: unused,
    join: unused,
    grant: unused,
    await: stoppable(confirmVerb(tenant, onDisabled)),
    group: unused,
  };
}

/** Done: a user of that name is there, active, and has the roles and groups. */
function createVerb(accounts: Accounts): Verb<'create'> {
  return {
    async check(task) {
      const request = creationOf(task);
      return findingAt(await accounts.look(request), request);
    },
    apply: (task) => accounts.ensure(creationOf(task)),
  };
}

function creationOf({ person, want, signal }: Task<'create'>): Request {
  const { onDisabled, onReturn, ...wanted } = readAccount(want);
  return { person, wanted, onDisabled, onReturn, signal };
}

function findingAt(standing: Standing, { person }: Request): Finding {
  switch (standing.kind) {
    case 'absent':
      return { done: false, missing: ['user'] };
    case 'reclaimable':
      return { done: false, missing: ['the user name, which a deactivated user has', 'user'] };
    case 'returning':
      return { done: false, missing: ['the user name, lost when the user was disabled', ...lacking(standing)] };
    case 'present': {
      const { user, lack } = standing;
      if (!lacksNothing(lack)) return { done: false, missing: lacking(standing) };
      const differs = differencesOf(user, person);
      return findingOf([], differs);
    }
  }
}

/** What is missing, and which roles the write makes the user's own. */
function lacking({ user, lack }: Extract<Standing, { lack: unknown }>): string[] {
  const own = madeOwn(user, lack);
  const words = own.length === 0 ? [] : [`as roles of its own, though a group may give them: ${own.join(', ')}`];
  return [...lackInWords(lack), ...words];
}

/**
 * Done: the user, read anew, is active and has the roles and groups. One who lacks something is merged again and then
 * waited for, with YUUVIS_NOT_CONFIRMED: the listing may have been old, and reads may lag.
 */
function confirmVerb({ accounts, users, listings }: TenantConnection, onDisabled: OnDisabled): Verb<'await'> {
  const requestOf = ({ person, want, signal }: Task<'await'>): Request => {
    // A user who is deactivated while being onboarded keeps its name.
    const keep = onDisabled === 'enable' ? 'enable' : 'fail';
    return { person, wanted: wantedOf(want), onDisabled: keep, onReturn: 'fail', signal };
  };

  return {
    async check(task) {
      const { person, want, signal } = task;
      const listed = userOf(await listings.get(signal), person) ?? (await relisted(task));
      const user = await users.get(listed.id, signal);
      if (user === undefined) {
        listings.drop(listed.id);
        throw notThere();
      }
      listings.put(user);
      const missing = lackInWords(lackOf(user, wantedOf(want)));
      return findingOf(missing);
    },
    async apply(task, missing) {
      if (mergeAt.includes(task.attempt)) await accounts.ensure(requestOf(task));
      throw new TargetError('YUUVIS_NOT_CONFIRMED', `confirm the user: not shown yet: ${missing.join(', ')}`);
    },
  };

  /** A user whose creation brought no body, or happened in another process, is not in this one's listing. */
  async function relisted({ person, signal }: Task<'await'>) {
    const user = userOf(await listings.getAfter(listings.mark(), signal), person);
    if (user === undefined) throw notThere();
    return user;
  }
}

function notThere(): TargetError {
  return new TargetError('YUUVIS_USER_NOT_FOUND', 'confirm the user: yuuvis has no such user');
}
