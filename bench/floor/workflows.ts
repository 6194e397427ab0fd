import { executeChild, proxyActivities } from '@temporalio/workflow';
import type { FloorActivities } from './activities';

export interface FloorUser {
  readonly id: string;
  readonly isPrimary: boolean;
}

const { prepare, create, link, join, grant, synchronise, group, release } = proxyActivities<FloorActivities>({
  startToCloseTimeout: '60 seconds',
});

/** What Temporal itself costs: the same activities in the same waves as `onboardUser`, and nothing else. */
export async function floorUser({ id, isPrimary }: FloorUser): Promise<void> {
  await create(id, isPrimary);
  await Promise.all([link(id), join(id, isPrimary)]);
  await Promise.all([grant(id, 'manage', 'MANAGEUSER'), grant(id, 'facilities', isPrimary ? 'PREMIUM' : 'BASE')]);
  await synchronise(id);
  if (isPrimary) await group(id);
}

/** One child a user, so many at once. */
export async function floorTenant(users: readonly FloorUser[], atOnce: number): Promise<number> {
  await prepare();
  const waiting = [...users];
  const work = async () => {
    for (let user = waiting.shift(); user !== undefined; user = waiting.shift()) {
      await executeChild(floorUser, { workflowId: `floor:${user.id}`, args: [user] });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await release();
  return users.length;
}
