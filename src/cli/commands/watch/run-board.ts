import type { RunGlance } from '../../../client';

/** A run on the board; `changedAt` in ms since the epoch. */
export interface BoardRow {
  readonly run: RunGlance;
  readonly changedAt: number;
}

/** Runs, the newest change first. */
export type RunBoard = readonly BoardRow[];

/** How long a run that ended stays on the board. */
const shownAfterEndMs = 300_000;

export interface Noted {
  readonly board: RunBoard;
  /** Runs that are new, or another number of whose users settled, or whose state is another one. */
  readonly changed: readonly RunGlance[];
}

/** The board with what was seen now. */
export function noteGlances(board: RunBoard, seen: readonly RunGlance[], now: number): Noted {
  const before = new Map(board.map((row) => [row.run.runId, row]));
  const rows = seen.map((run) => {
    const row = before.get(run.runId);
    const current = withCounts(run, row?.run);
    const changed = row === undefined || markOf(row.run) !== markOf(current);
    return { run: current, changed, changedAt: changed ? now : row.changedAt };
  });
  const kept = rows.filter(({ run, changedAt }) => run.open || now - changedAt < shownAfterEndMs);
  return {
    board: kept
      .map(({ run, changedAt }) => ({ run, changedAt }))
      .sort((one, other) => other.changedAt - one.changedAt || (one.run.tenant < other.run.tenant ? -1 : 1)),
    changed: rows.filter(({ changed }) => changed).map(({ run }) => run),
  };
}

/** While no worker answers, the last numbers stand. */
function withCounts(run: RunGlance, before: RunGlance | undefined): RunGlance {
  return run.counts === undefined && before?.counts !== undefined ? { ...run, counts: before.counts } : run;
}

/** Who is in flight changes all the time, and says little. */
function markOf(run: RunGlance): string {
  const { status, counts, paused } = run;
  return JSON.stringify([status, counts?.total, settledOf(run), counts?.failed, paused?.by]);
}

/** How many users of a run are done with, one way or another. */
export function settledOf({ counts }: RunGlance): number | undefined {
  return counts && counts.completed + counts.failed + counts.cancelled + (counts.skipped ?? 0);
}
