import { grantInWords, type Step } from '../../../domain/run/plan';
import { done, findingOf } from '../../contract/findings';
import { applicationOf, TargetError, type Task, type Verb, type Verbs } from '../../contract/target';
import type { MasConnection } from '../parts/connection';
import { awaitVerb } from './await-verb';
import { groupVerb } from './group-verb';
import { personVerbs } from './person-verbs';
import { localThroughManage, reassignAllGroups } from './plans';
import { accessAgain, disabled } from './disabled';
import type { OnDisabled } from '../parts/settings';
import { stoppable } from '../../connection/stopped';
import { differences, readAccount, userDefinition } from './user-definition';
import { localIdentityProvider, type User } from '../wire/wire';

/**
 * The six verbs for a workspace: contract "MAS", section "Calls", column "idempotency rule". A run goes the way that its
 * plan was made for, whatever version MAS has by now.
 */
export function masVerbs(mas: MasConnection, onDisabled: OnDisabled): Verbs {
  const core = { create: createVerb(mas, onDisabled), link: linkVerb(mas), group: groupVerb(mas) };
  const people = personVerbs(mas.manage.people, onDisabled);
  return {
    create: stoppable(chosen(({ want }) => ('maxuser' in want ? people.create : core.create))),
    link: stoppable(chosen(({ want }) => (want.includes(localThroughManage) ? people.link : core.link))),
    join: stoppable(joinVerb(mas)),
    grant: stoppable(grantVerb(mas)),
    await: stoppable(awaitVerb(mas)),
    group: stoppable(chosen(({ want }) => (want.includes(reassignAllGroups) ? people.group : core.group))),
  };
}

/** The verb that a task's plan asks for. */
function chosen<S extends Step>(verbFor: (task: Task<S>) => Verb<S>): Verb<S> {
  return {
    check: (task) => verbFor(task).check(task),
    apply: (task, absent) => verbFor(task).apply(task, absent),
  };
}

/** Done: a user has this id and may log in, whatever else it is like. */
function createVerb({ users }: MasConnection, onDisabled: OnDisabled): Verb<'create'> {
  return {
    async check({ person, want, signal }) {
      const wanted = userDefinition(person, readAccount(want));
      const user = await users.get(person.id, signal);
      if (user === undefined) return findingOf(['user']);
      if (user.status?.active === false) return disabled(onDisabled);
      return { done: true, differs: differences(user, wanted) };
    },
    async apply({ person, want, signal }, what) {
      if (what.includes(accessAgain)) await users.activate(person.id, signal);
      else if ((await users.make(userDefinition(person, readAccount(want)), signal)).made) return 'made';
      return undefined;
    },
  };
}

/** Done: the user has an identity at each provider. MAS' own is the only one this release links to. */
function linkVerb({ users }: MasConnection): Verb<'link'> {
  return {
    async check({ person, want, signal, made }) {
      if (want.length === 0) return done;
      if (made === true) return findingOf(want);
      const user = await users.require(person.id, signal);
      return findingOf(want.filter((provider) => !isLinked(user, provider)));
    },
    async apply({ person, want, signal }) {
      if (want.some((provider) => provider !== 'local')) {
        throw new TargetError('INTERNAL', "link: the run's plan names an identity provider this release does not know");
      }
      await users.linkLocal(person.id, signal);
    },
  };
}

function isLinked({ identities }: User, provider: string): boolean {
  if (identities === undefined || identities === null) return false;
  const name = provider === 'local' ? localIdentityProvider : provider;
  return Object.hasOwn(identities, name) && identities[name] !== null && identities[name] !== undefined;
}

/** Done: the user is a member, with whatever standing. */
function joinVerb({ workspaces }: MasConnection): Verb<'join'> {
  return {
    async check({ person, want, signal, made }) {
      if (want.length === 0) return done;
      if (made === true) return findingOf(want.map(({ place }) => place));
      const joined = await workspaces.ofUser(person.id, signal);
      return findingOf(want.map(({ place }) => place).filter((place) => !joined.includes(place)));
    },
    async apply({ person, want, signal }, places) {
      for (const { place, role } of want) {
        if (!places.includes(place)) continue;
        await workspaces.add(person.id, { workspace: place, workspaceAdmin: role === 'admin' }, signal);
      }
    },
  };
}

/** Done: the user has any permission in the application. A role is given only where the application is usable. */
function grantVerb({ applications, availability }: MasConnection): Verb<'grant'> {
  return {
    async check({ person, want, signal, made }) {
      if (made === true) return findingOf([grantInWords(want)]);
      const permission = await applications.permission(applicationOf(want), person.id, signal);
      if (permission === undefined) return findingOf([grantInWords(want)]);
      const { role } = permission;
      const differs = role === undefined || role === null || role === want.role ? [] : ['role'];
      return { done: true, differs };
    },
    async apply({ person, want, signal }) {
      const application = applicationOf(want);
      await availability.requireUsable(application, signal);
      await applications.setRole({ application, id: person.id, role: want.role }, signal);
    },
  };
}
