import type { Temporal } from './connect';
import { guarded } from './grpc-errors';

// temporal/api/enums/v1/task_queue.proto: TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY.
const queueTypes = { workflows: 1, activities: 2 } as const;

/** A poll lasts a minute at most: who has not asked for longer is gone. */
const recentMs = 90_000;

/** How many workers listen on the task queue, for workflows and for activities. Throws `ClientError`. */
export async function countWorkers(temporal: Temporal): Promise<Record<keyof typeof queueTypes, number>> {
  const [workflows, activities] = await Promise.all([
    pollers(temporal, queueTypes.workflows),
    pollers(temporal, queueTypes.activities),
  ]);
  return { workflows, activities };
}

/** Whether a worker has asked for work since then, in ms since the epoch. Throws `ClientError`. */
export async function hasAskedSince(temporal: Temporal, since: number): Promise<boolean> {
  const counts = await Promise.all(Object.values(queueTypes).map((type) => pollers(temporal, type, since)));
  return counts.some((count) => count > 0);
}

function pollers(
  { client, namespace, taskQueue }: Temporal,
  taskQueueType: number,
  since = Date.now() - recentMs,
): Promise<number> {
  return guarded(async () => {
    const answer = await client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
    });
    return answer.pollers.filter((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000 > since).length;
  });
}
