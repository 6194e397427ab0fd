import { TargetError, type Task, type Verb } from '../target';
import type { MasConnection } from './connection';
import { needsResync, resync, unsynchronised, type SyncState } from './synchronisation';
import type { User } from './wire';

interface Reading {
  readonly user: User;
  readonly states: readonly SyncState[];
}

/**
 * Done: every application has synchronised the user. `check` reads once for all of them. `apply` asks for another
 * synchronisation where one failed or never began, not at every poll, and then throws MAS_SYNC_PENDING: the wait goes on.
 */
export function awaitVerb({ users, resyncs }: MasConnection): Verb<'await'> {
  const checked = new WeakMap<Task<'await'>, Reading>();

  async function read({ person, want, signal }: Task<'await'>): Promise<Reading> {
    const user = await users.require(person.id, signal);
    return { user, states: unsynchronised(user, want) };
  }

  return {
    async check(task) {
      if (task.want.length === 0) return { done: true };
      const reading = await read(task);
      checked.set(task, reading);
      if (reading.states.length > 0) return { done: false, missing: reading.states.map(describe) };
      resyncs.settle(task.person.id);
      return { done: true };
    },
    async apply(task) {
      const { user, states } = checked.get(task) ?? (await read(task));
      if (states.length === 0) return;
      const { person, attempt, signal } = task;
      if (needsResync(states) && resyncs.isDue(person.id, attempt)) await resync(users, user, signal);
      throw new TargetError('MAS_SYNC_PENDING', `not synchronised yet: ${states.map(describe).join(', ')}`);
    },
  };
}

// Only states we know are shown: the text comes from outside.
function describe({ application, state }: SyncState): string {
  const known = state === 'PENDING' || state === 'ERROR' || state === 'MISSING';
  return `${application} ${known ? state : 'in another state'}`;
}
