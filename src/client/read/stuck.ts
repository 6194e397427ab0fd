import { ofQueue, stuckWorkflows } from '../../domain/run/search-attributes';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { stuckBy } from '../temporal/standstill';
import type { RunId } from '../temporal/run-ref';
import { search } from '../history/visibility';

/** A workflow whose tasks keep failing; `cause` in Temporal's word for it. */
export interface StuckWorkflow extends RunId {
  readonly type: string;
  readonly cause: string;
}

/**
 * Workflows of the task queue whose tasks keep failing, at most `limit`; undefined when this server does not tell (Temporal
 * 1.29 and later do). One is found a few seconds after its fifth failure. Throws `ClientError`.
 */
export async function findStuck(temporal: Temporal, limit: number): Promise<readonly StuckWorkflow[] | undefined> {
  const query = `${stuckWorkflows} AND ${ofQueue(temporal.taskQueue)}`;
  try {
    const { items } = await search(temporal, { query, limit });
    return items.map((found) => {
      const { workflowId, runId, type } = found;
      return { workflowId, runId, type, cause: stuckBy(found) ?? '' };
    });
  } catch (error) {
    if (error instanceof ClientError && error.code === 'SEARCH_ATTRIBUTES_MISSING') return undefined;
    throw error;
  }
}
