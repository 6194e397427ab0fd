import { targetLabel } from '../../domain/run/names';
import type { Paused } from '../../domain/run/outcome';
import type { PausedInTemporal, RunStatus } from '../../client';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { printable } from '../terminal/text';

/** A run that is paused, as far as a person is told of it. */
interface PausedRun {
  readonly tenant: string;
  readonly target?: TargetRef | undefined;
  readonly workflowId: string;
  readonly paused: Paused | PausedInTemporal;
}

/** `paused by an operator since 2026-01-01T00:00:00.000Z: wait for the licences`. */
export function pauseText({ target, paused: { by, since, reason } }: PausedRun): string {
  const of = target === undefined ? 'its target' : targetLabel(target);
  const who = {
    operator: 'paused by an operator',
    target: `waits for ${of}, which is out of order,`,
    maintenance: `waits for the maintenance of ${of}`,
    temporal: 'paused in Temporal itself',
  };
  return `${who[by]} since ${since}${reason === undefined ? '' : `: ${printable(reason)}`}`;
}

/** Why a run that is followed stands still; undefined when it goes on. */
export function standstillText(status: RunStatus): string | undefined {
  const { stuckBy, paused } = status;
  if (stuckBy !== undefined) return `its tasks keep failing (${stuckBy}): onboard explain WORKFLOW_STUCK`;
  return paused === undefined ? undefined : pauseText({ ...status, paused });
}

/** How it goes on, with the flags `again` that lead a command to the same place. */
export function goOnText(run: PausedRun, again: string): string {
  const { tenant, target, paused, workflowId } = run;
  if (paused.by === 'temporal') return `Go on: temporal workflow unpause --workflow-id ${workflowId} (or the Web UI)`;
  if (paused.by === 'operator') return `Go on: onboard resume ${tenant}${again}`;
  if (target === undefined || paused.by === 'target') return `It goes on by itself: onboard status ${tenant}${again}`;
  return `It goes on by itself when that ends; to end it: onboard resume --target ${targetLabel(target)}${again}`;
}
