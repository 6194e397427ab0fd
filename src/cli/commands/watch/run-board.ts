import type { RunGlance } from '../../../client';
import { arrowOf } from '../../../domain/run/names';
import { formatDuration } from '../../terminal/duration';
import { printable } from '../../terminal/text';
import type { Paint } from '../../terminal/terminal';

/** A run on the board; `changedAt` in ms since the epoch. */
interface BoardRow {
  readonly run: RunGlance;
  readonly changedAt: number;
}

/** Runs, the newest change first. */
export type RunBoard = readonly BoardRow[];

/** How long a run that ended stays on the board. */
const shownAfterEndMs = 300_000;

interface Noted {
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
function settledOf({ counts }: RunGlance): number | undefined {
  return counts && counts.completed + counts.failed + counts.cancelled + (counts.skipped ?? 0);
}

interface BoardView {
  readonly columns: number;
  readonly rows: number;
  /** In ms since the epoch. */
  readonly now: number;
  readonly paint: Paint;
}

const header = ['tenant', 'target', 'status', 'done', 'failed', 'in flight', 'running'] as const;
const statusColumn = 2;
const failedColumn = 4;
/** The title, the empty line below it, and the header. */
const headLines = 3;

/** The board as lines of a terminal, none wider than it, no more than it has. */
export function boardLines(board: RunBoard, view: BoardView): readonly string[] {
  const open = board.filter(({ run }) => run.open).length;
  const title = `${open} open ${open === 1 ? 'run' : 'runs'} · ${clockOf(view.now)} · q leaves, the runs go on`;
  const room = Math.max(view.rows - headLines, 1);
  const shown = board.length > room ? board.slice(0, room - 1) : board;
  const cells = shown.map(({ run }) => cellsOf(run, view.now));
  const widths = header.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const head = header.map((name) => name.toUpperCase());
  const rest = board.length - shown.length;
  return [
    view.paint('bold', clip(title, view.columns)),
    '',
    view.paint('dim', clip(joined(head, widths), view.columns)),
    ...cells.map((row) => painted(row, widths, view)),
    ...(rest > 0 ? [view.paint('dim', clip(`… and ${rest} more`, view.columns))] : []),
  ].slice(0, Math.max(view.rows, 1));
}

function cellsOf(run: RunGlance, now: number): readonly string[] {
  const { tenant, target, counts, startedAt, finishedAt } = run;
  const settled = settledOf(run);
  const until = finishedAt === undefined ? now : Date.parse(finishedAt);
  return [
    printable(tenant),
    `${arrowOf(run)} ${printable(target)}`,
    statusText(run),
    settled === undefined || counts === undefined ? '?' : `${settled}/${counts.total}`,
    String(counts?.failed ?? '?'),
    String(counts?.running ?? '?'),
    formatDuration(Math.max(until - Date.parse(startedAt), 0)),
  ];
}

/** The state; of a paused run by whom. */
function statusText({ status, paused }: RunGlance): string {
  if (paused === undefined || status === 'stuck' || paused.by === 'target') return status;
  return paused.by === 'operator' ? 'paused' : `paused (${paused.by})`;
}

function joined(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
}

/** Colours are put on last: they take no room. */
function painted(cells: readonly string[], widths: readonly number[], { columns, paint }: BoardView): string {
  let left = columns;
  return cells
    .map((cell, column) => {
      const wide = `${cell.padEnd(widths[column] ?? 0)}${column === cells.length - 1 ? '' : '  '}`;
      const text = clip(wide, Math.max(left, 0));
      left -= wide.length;
      return styled(text, { cell, column, paint });
    })
    .join('');
}

interface Styled {
  readonly cell: string;
  readonly column: number;
  readonly paint: Paint;
}

function styled(text: string, { cell, column, paint }: Styled): string {
  if (column === failedColumn && /^[1-9]/.test(cell)) return paint('red', text);
  if (column !== statusColumn) return text;
  if (cell === 'completed') return paint('green', text);
  if (cell === 'failed' || cell === 'terminated' || cell === 'timed_out') return paint('red', text);
  return cell === 'running' ? text : paint('yellow', text);
}

function clip(text: string, width: number): string {
  return text.length > width ? text.slice(0, width) : text;
}

/** A change of a run on one line, for where nobody draws. */
export function changeLine(run: RunGlance, now: number): string {
  const { tenant, target, counts } = run;
  const settled = settledOf(run);
  const done = settled === undefined || counts === undefined ? '' : `, ${settled}/${counts.total} done`;
  const failed = counts !== undefined && counts.failed > 0 ? `, ${counts.failed} failed` : '';
  return `${clockOf(now)} ${printable(tenant)} ${arrowOf(run)} ${printable(target)}: ${statusText(run)}${done}${failed}`;
}

function clockOf(now: number): string {
  return new Date(now).toISOString().slice(11, 19);
}
