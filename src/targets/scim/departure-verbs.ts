import { stoppable } from '../connection/stopped';
import { done, findingOf, unused } from '../contract/findings';
import type { DepartureVerb, DepartureVerbs } from '../contract/target';
import { changesSince } from './plans';
import { isDisabled, type ScimParts } from './verbs';

/** The way back: who is not there has left everything, but for groups that keep members who are gone. */
export function scimDepartureVerbs(parts: ScimParts): DepartureVerbs {
  return {
    inspect: stoppable(inspectVerb(parts)),
    ungroup: stoppable(ungroupVerb(parts)),
    leave: unused,
    deprovision: stoppable(endVerb(parts)),
  };
}

/** Tells another address, other enterprise attributes, and more roles and groups than given; groups where users show them. */
function inspectVerb({ users }: ScimParts): DepartureVerb<'inspect'> {
  return {
    async check({ person, want, signal }) {
      const user = await users.find(person.id, signal);
      return user === undefined ? done : { done: true, differs: changesSince(user, person, want) };
    },
    apply: async () => undefined,
  };
}

/** Done: the user is a member of none of the groups. */
function ungroupVerb({ users, groups }: ScimParts): DepartureVerb<'ungroup'> {
  return {
    async check({ person, want, signal }) {
      const user = await users.find(person.id, signal);
      if (user === undefined) return done;
      const still: string[] = [];
      for (const name of want) {
        const id = await groups.find(name, signal);
        if (id !== undefined && (await groups.has({ name, id }, user.id, signal))) still.push(name);
      }
      return findingOf(still);
    },
    async apply({ person, signal }, still) {
      const user = await users.find(person.id, signal);
      if (user === undefined) return;
      for (const name of still) {
        const id = await groups.find(name, signal);
        if (id !== undefined) await groups.remove({ name, id }, user.id, signal);
      }
    },
  };
}

/** Done: nobody has the user name, or whoever has it is disabled where that is enough. */
function endVerb({ users }: ScimParts): DepartureVerb<'deprovision'> {
  return {
    async check({ person, want: { account }, signal }) {
      const user = await users.find(person.id, signal);
      if (user === undefined || (account === 'disable' && isDisabled(user))) return done;
      return findingOf([account === 'delete' ? 'user' : 'active user']);
    },
    async apply({ person, want: { account }, signal }) {
      const user = await users.find(person.id, signal);
      if (user === undefined) return;
      if (account === 'delete') await users.remove(user, signal);
      else await users.change(user, { op: 'replace', path: 'active', value: false }, signal);
    },
  };
}
