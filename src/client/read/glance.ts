import type { WorkflowExecutionDescription } from '@temporalio/client';
import { departureTypes, type Direction, directionOf, messages, workflowTypes } from '../../domain/run/names';
import { attributeKeys } from '../../domain/run/search-attributes';
import type { Counts, Paused, StatusPage } from '../../domain/run/outcome';
import type { StatusRequest } from '../../domain/run/run';
import type { Temporal } from '../temporal/connect';
import { isUnanswered } from '../temporal/grpc-errors';
import { inParallel } from '../temporal/in-parallel';
import { describeIfThere, handleOf, isOpen, type RunId } from '../temporal/run-ref';
import { unstick } from '../temporal/unstick';
import { search } from '../history/visibility';

/** A run at a glance. `counts` are absent while no worker answers. Times in ISO 8601. */
export interface RunGlance extends RunId {
  readonly direction: Direction;
  readonly tenant: string;
  readonly target: string;
  readonly status: string;
  readonly open: boolean;
  readonly counts?: Counts;
  readonly paused?: Paused;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

const types = [workflowTypes.tenant, departureTypes.tenant].map((type) => `'${type}'`).join(', ');
const query = `WorkflowType IN (${types}) AND ExecutionStatus = 'Running'`;
/** More than one server carries on at once. */
const mostRuns = 1_000;
const atOnce = 10;
const answerMs = 2_000;

/** Every open run, and those of `known` that are there, however they ended. Throws `ClientError`. */
export async function readGlances(temporal: Temporal, known: readonly RunId[]): Promise<readonly RunGlance[]> {
  const { items } = await search(temporal, { query, limit: mostRuns });
  const runs = new Map([...items, ...known].map(({ workflowId, runId }) => [runId, { workflowId, runId }]));
  const glances = await inParallel([...runs.values()], atOnce, (run) => glanceAt(temporal, run));
  return glances.filter((glance) => glance !== undefined);
}

async function glanceAt(temporal: Temporal, run: RunId): Promise<RunGlance | undefined> {
  const [found, page] = await Promise.all([
    describeIfThere(temporal, run.workflowId, run.runId),
    pageIfAnswered(temporal, run),
  ]);
  if (found === undefined) return undefined;
  const attributes = found.typedSearchAttributes;
  const { closeTime, startTime } = found;
  const open = isOpen(found);
  return {
    ...run,
    direction: directionOf(found.type),
    tenant: attributes.get(attributeKeys.tenant) ?? page?.tenant ?? '',
    target: attributes.get(attributeKeys.target) ?? '',
    status: statusOf(found),
    open,
    ...toldBy(page, open),
    startedAt: startTime.toISOString(),
    ...(closeTime === undefined ? {} : { finishedAt: closeTime.toISOString() }),
  };
}

/** A run that has ended is not paused, whatever it was before. */
function toldBy(page: StatusPage | undefined, open: boolean): Pick<RunGlance, 'counts' | 'paused'> {
  if (page === undefined) return {};
  const { counts, paused } = page;
  return { counts, ...(paused === undefined || !open ? {} : { paused }) };
}

/** What was ended from outside could not say so. */
function statusOf(found: WorkflowExecutionDescription): string {
  const { name } = found.status;
  if (name === 'TERMINATED' || name === 'TIMED_OUT') return name.toLowerCase();
  return found.typedSearchAttributes.get(attributeKeys.status) ?? name.toLowerCase();
}

/** The smallest page there is. A worker that died with the run in its memory is noticed here; the next look reaches another. */
async function pageIfAnswered(temporal: Temporal, run: RunId): Promise<StatusPage | undefined> {
  try {
    return await temporal.client.withDeadline(Date.now() + answerMs, () =>
      handleOf(temporal, run).query<StatusPage, [StatusRequest]>(messages.status, { page: 0, pageSize: 1 }),
    );
  } catch (error) {
    if (isUnanswered(error)) await unstick(temporal, run);
    return undefined;
  }
}
