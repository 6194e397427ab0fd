import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { RunEnded } from '../../domain/run/notice';
import type { NoticeReport, TenantResult } from '../../domain/run/outcome';
import type { SyncInput } from '../../domain/sync/sync';
import { added, codesOf, nobody, sumOf } from '../state/slice-book';
import { leftoversOf, tellEverybody } from './notices';

/** The whole results of both parts, as far as they got. */
export interface SyncEndParts {
  readonly onboarded?: TenantResult;
  readonly offboarded?: TenantResult;
}

/** How a synchronisation ended: `error` says why it failed, or why nobody was offboarded. */
export type SyncEnd = SyncEndParts & Pick<RunEnded, 'status'> & { readonly error: RunEnded['error'] | undefined };

/** Of both parts together: more would not fit into one payload. */
const mostFailures = 500;

/** Tells those who wished it, once, of both parts together. Undefined when nobody was to be told. Never rejects. */
export async function tellSyncEnd(
  { tenant, target, notify = [] }: SyncInput,
  { status, error, onboarded, offboarded }: SyncEnd,
): Promise<readonly NoticeReport[] | undefined> {
  if (notify.length === 0) return undefined;
  const { workflowId, runId } = workflowInfo();
  const parts = [onboarded, offboarded].flatMap((part) => part ?? []);
  const failed = parts.flatMap((part) => part.failed);
  const ended: RunEnded = {
    ...{
      tenant,
      target,
      status,
      workflowId,
      runId,
      codes: sumOf(parts.map((part) => part.codes ?? codesOf(part.failed))),
    },
    counts: parts.map(({ counts }) => counts).reduce(added, nobody),
    changed: parts.reduce((sum, { changed }) => sum + changed, 0),
    leftovers: parts.flatMap(leftoversOf),
    ...(error !== undefined && { error }),
  };
  return CancellationScope.nonCancellable(() =>
    tellEverybody({ notify, ended, failed: failed.slice(0, mostFailures), time: 1 }),
  );
}
