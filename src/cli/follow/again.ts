import { isAtSeveralPlaces, type RunId } from '../../client';
import { tenantIn } from '../../domain/run/names';
import type { Stage } from '../place/stage';

/**
 * The words that lead a following command to the same place and the same tenant: where it lives, when its name is at several
 * places. Never rejects: without an answer the command itself asks.
 */
export async function againFor({ session }: Stage, { workflowId }: Pick<RunId, 'workflowId'>): Promise<string> {
  const { again } = session.place;
  const named = tenantIn(workflowId);
  if (named === undefined) return again;
  const several = await isAtSeveralPlaces(session.temporal, named.tenant).catch(() => false);
  return several ? ` --at ${named.place}${again}` : again;
}
