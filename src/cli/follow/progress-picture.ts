import type { RunStatus, UserStatusRow } from '../../client';
import { directionOf } from '../../domain/run/names';
import { formatDuration } from '../terminal/duration';
import { pauseText } from './pause-text';
import { printable } from '../terminal/printable';

export interface Picture {
  readonly title: string;
  /** A line per user in flight, at most `rows`. */
  readonly lines: readonly string[];
}

const barWidth = 24;
/** Below, the speed so far says too little about the rest. */
const leastForEstimate = 3;

/** A run as a bar with counts and the time left, and a line per user in flight. */
export function pictureOf(status: RunStatus, rows: number, now: number): Picture {
  const inFlight = status.users.filter(({ state }) => state.status === 'running');
  const shown = inFlight.length > rows ? inFlight.slice(0, Math.max(rows - 1, 0)) : inFlight;
  const rest = inFlight.length - shown.length;
  const more = rest > 0 && rows > 0 ? [`… and ${rest} more in flight`] : [];
  return { title: titleOf(status, now), lines: [...shown.map(lineOf), ...more] };
}

function titleOf(status: RunStatus, now: number): string {
  const { tenant, counts } = status;
  const settled = counts.completed + counts.failed + counts.cancelled + (counts.skipped ?? 0);
  const filled = counts.total === 0 ? 0 : Math.round((settled / counts.total) * barWidth);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
  const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
  const left = timeLeft(status, now);
  return `${tenant} ${bar} ${settled}/${counts.total}${failed} · ${phaseName(status)}${left === undefined ? '' : ` · ~${left} left`}`;
}

const phaseNames = {
  preparing: 'waiting for the target to be ready',
  running: 'onboarding',
  holding: 'held open for mending: onboard retry, or onboard close',
  'cleaning-up': 'cleaning up',
  closed: 'done',
} as const satisfies Record<RunStatus['phase'], string>;

function phaseName(status: RunStatus): string {
  const { phase, workflowId, paused } = status;
  if (paused !== undefined) return pauseText({ ...status, paused });
  if (phase === 'running' && directionOf(workflowId) === 'offboard') return 'offboarding';
  return phaseNames[phase];
}

function timeLeft({ counts, phase, startedAt, paused }: RunStatus, now: number): string | undefined {
  const settled = counts.completed + counts.failed;
  if (phase !== 'running' || paused !== undefined || settled < leastForEstimate) return undefined;
  const eachMs = (now - Date.parse(startedAt)) / settled;
  return formatDuration(eachMs * (counts.total - settled));
}

function lineOf({ id, inFlight = [] }: UserStatusRow): string {
  const at = inFlight.find(({ lastFailure }) => lastFailure !== undefined) ?? inFlight[0];
  if (at === undefined) return printable(id);
  const steps = [...new Set(inFlight.map(({ step }) => step))].join(', ');
  const attempt = at.attempt > 1 ? ` · attempt ${at.attempt}` : '';
  const failure = at.lastFailure === undefined ? '' : ` · ${printable(at.lastFailure)}`;
  return `${printable(id)} · ${steps}${attempt}${failure}`;
}
