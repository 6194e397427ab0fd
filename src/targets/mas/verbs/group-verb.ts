import { findingOf } from '../../contract/findings';
import type { Task, Verb } from '../../contract/target';
import type { MasConnection } from '../parts/connection';
import { keyUseOf } from './task-key-use';

/**
 * Done: the user is a member of each Manage security group. An API key is made when a write needs one (or when Manage
 * refuses a read without one), and reported as a lease before. A task that is `readOnly` makes none.
 */
export function groupVerb({ manage }: MasConnection): Verb<'group'> {
  const { groups } = manage;

  async function notMemberOf(task: Task<'group'>): Promise<string[]> {
    const absent: string[] = [];
    for (const group of task.want) {
      if (!(await groups.isMember(group, task.person.id, keyUseOf(task)))) absent.push(group);
    }
    return absent;
  }

  return {
    async check(task) {
      if (task.want.length === 0) return { done: true };
      const absent = await notMemberOf(task);
      return findingOf(absent);
    },
    async apply(task, missing) {
      for (const group of missing) await groups.add(group, task.person.id, keyUseOf(task));
    },
  };
}
