import type { StepReport, UserReport } from '../domain/report/report';
import { elapsedMs } from './elapsed';

/** A bar of the timeline: `x` and `width` in thousandths of the user's time, `lane` counts steps from 0. */
export interface Bar {
  readonly look: Look;
  readonly lane: number;
  readonly x: number;
  readonly width: number;
}

/** How a bar looks: the last attempt (wrote, found done, failed, cancelled, running), or what went before it. */
export type Look = 'wrote' | 'done' | 'failed' | 'cancelled' | 'running' | 'earlier';

/** A bar that would vanish is drawn this wide. */
const thinnest = 4;
const whole = 1_000;

/** The steps as bars, each in a lane of its own: its earlier attempts and pauses, then its last attempt. */
export function barsOf({ steps }: UserReport, takenAt: string): readonly Bar[] {
  const [first] = steps;
  if (first === undefined) return [];
  const begin = steps.map(({ startedAt }) => startedAt).reduce((one, other) => (one < other ? one : other));
  const span = Math.max(1, ...steps.map((step) => elapsedMs(begin, step.finishedAt ?? takenAt)));
  const at = (moment: string): number => Math.round((elapsedMs(begin, moment) / span) * whole);
  return steps.flatMap((step, lane) => {
    const end = at(step.finishedAt ?? takenAt);
    const last = at(lastAttemptOf(step, takenAt));
    const bar = (look: Look, from: number, to: number): Bar => {
      const x = Math.min(from, whole - thinnest);
      return { look, lane, x, width: Math.max(thinnest, to - x) };
    };
    const earlier = step.attempts > 1 ? [bar('earlier', at(step.startedAt), last)] : [];
    return [...earlier, bar(lookOf(step), last, end)];
  });
}

/** A first attempt is drawn from the moment it was due; of one under way nothing but its beginning is known. */
function lastAttemptOf({ attempts, startedAt, lastAttemptAt, finishedAt }: StepReport, takenAt: string): string {
  if (attempts === 1) return startedAt;
  return lastAttemptAt ?? finishedAt ?? takenAt;
}

function lookOf({ status, changed }: StepReport): Look {
  if (status !== 'completed') return status;
  return changed === true ? 'wrote' : 'done';
}
