import { targetLabel } from '../../domain/run/names';
import type { Paused } from '../../domain/run/outcome';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { printable } from '../terminal/text';

/** A run that is paused, as far as a person is told of it. */
interface PausedRun {
  readonly tenant: string;
  readonly target?: TargetRef | undefined;
  readonly workflowId: string;
  readonly paused: Paused;
}

/** `paused by an operator since 2026-01-01T00:00:00.000Z: wait for the licences`. */
export function pauseText({ target, paused: { by, since, reason } }: PausedRun): string {
  const of = target === undefined ? 'its target' : targetLabel(target);
  const who = by === 'operator' ? 'paused by an operator' : `waits for the maintenance of ${of}`;
  return `${who} since ${since}${reason === undefined ? '' : `: ${printable(reason)}`}`;
}

/** How it goes on, with the flags `again` that lead a command to the same place. */
export function goOnText(run: PausedRun, again: string): string {
  const { tenant, target, paused } = run;
  if (paused.by === 'operator') return `Go on: onboard resume ${tenant}${again}`;
  if (target === undefined) return `It goes on by itself: onboard status ${tenant}${again}`;
  return `It goes on by itself when that ends; to end it: onboard resume --target ${targetLabel(target)}${again}`;
}
