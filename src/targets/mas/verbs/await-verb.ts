import { TargetError, type Task, type Verb } from '../../contract/target';
import type { MasConnection } from '../parts/connection';
import { needsResync, resync, unsynchronised, type SyncState } from '../core/synchronisation';
import type { User } from '../wire/wire';

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

  async function resyncNow({ person, signal }: Task<'await'>, user: User): Promise<void> {
    try {
      await resync(users, { id: person.id, displayName: user.displayName }, signal);
    } catch (error) {
      // One that failed is due again at the next attempt.
      resyncs.settle(person.id);
      throw error;
    }
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
      if (needsResync(states) && resyncs.isDue(task.person.id, task.attempt)) await resyncNow(task, user);
      throw new TargetError('MAS_SYNC_PENDING', `not synchronised yet: ${states.map(describe).join(', ')}`);
    },
  };
}

// Only states we know are shown: the text comes from outside.
function describe({ application, state }: SyncState): string {
  const known = state === 'PENDING' || state === 'ERROR' || state === 'MISSING';
  return `${application} ${known ? state : 'in another state'}`;
}
