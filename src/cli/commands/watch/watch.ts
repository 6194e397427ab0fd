import { setTimeout as pause } from 'node:timers/promises';
import { ClientError, findRun, readGlances, type RunGlance, type Temporal } from '../../../client';
import { hasRuns, hasWorker } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { UsageError } from '../../command/errors';
import { settleRun } from '../../follow/settle-run';
import type { Asked, Follow, PlaceWish, Told, Whose } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { jsonOf, type Output } from '../../terminal/terminal';
import { listenForQuit } from './quit-key';
import { boardLines, changeLine, noteGlances, type RunBoard } from './run-board';
import { isInterruption } from '../../follow/follow-to-end';
import { Interruption } from '../../command/interruption';
import { openScreen } from '../../terminal/screen';

interface WatchRequest extends Told {
  /** Every open run, when absent. */
  readonly run: Whose | undefined;
  readonly place: PlaceWish;
}

/** `onboard watch`. */
export async function watch(context: Context, { run, ...request }: WatchRequest): Promise<ExitCode> {
  if (run !== undefined) return watchTenant(context, { ...request, run });
  if (request.report !== undefined) throw new UsageError('A report is of one run.', 'Name the tenant, too.');
  return watchAll(context, request);
}

/** To the end of the run; the key q leaves it to itself. */
async function watchTenant(context: Context, request: WatchRequest & { readonly run: Whose }): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  const { tenant } = request.run;
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const run = await findRun(stage.session.temporal, request.run);
    if (run.open && place.mode === 'embedded' && !hasWorker(place.stateDir)) {
      context.terminal.say(
        'No command carries this run on: give the command that started it again, or start onboard worker.',
      );
    }
    await stage.answerQuestions(run);
    const quit = listenForQuit(context.host);
    try {
      const interrupted = AbortSignal.any([stage.interrupted, quit.signal]);
      return await settleRun({ ...stage, interrupted }, { ...request, tenant, target: undefined, run });
    } finally {
      quit.stop();
    }
  });
}

const intervalMs = 1_000;
/** How long Temporal may be away while runs are watched. */
const outageMs = 60_000;

interface WatchAllRequest extends Asked {
  readonly follow: Follow;
}

/** Every open run, until q, a signal, or the time-out. */
export async function watchAll(context: Context, request: WatchAllRequest): Promise<ExitCode> {
  if (request.output === 'json') {
    throw new UsageError('Changes have no end to be printed as one value.', 'Take --output jsonl: one change a line.');
  }
  const place = resolvePlace(request.place, context.host);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) {
    throw new UsageError(
      `There are no runs: the state folder ${place.stateDir} is empty.`,
      'Name the state folder of the runs with --state-dir, or the Temporal server with --address.',
    );
  }
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, (stage) => watchOn(stage, request));
}

async function watchOn(stage: Stage, { output, follow: { timeoutMs, quiet } }: WatchAllRequest): Promise<ExitCode> {
  const { terminal } = stage.context;
  const drawn = output === 'table' && !quiet && terminal.interactive && stage.context.host.stdout.isTTY === true;
  const view = drawn ? drawnBoard(stage.context) : linedBoard(stage.context, output);
  const timedOut = AbortSignal.any(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)]);
  const stop = AbortSignal.any([stage.interrupted, view.left, timedOut]);
  try {
    await lookOn(stage, view, stop);
  } finally {
    view.close();
  }
  terminal.say(timedOut.aborted ? 'Stopped watching at the time-out; the runs go on.' : 'The runs go on.');
  return isInterruption(stop.reason) ? stop.reason.exitCode : exitCodes.timeout;
}

interface View {
  /** Aborts with an `Interruption` when whoever watches has seen enough. */
  readonly left: AbortSignal;
  update(board: RunBoard, changed: readonly RunGlance[]): void;
  close(): void;
}

function drawnBoard({ terminal: { paint }, host }: Context): View {
  const screen = openScreen(host.stderr);
  const quit = listenForQuit(host, screen);
  return {
    left: quit.signal,
    update: (board) => screen.show((size) => boardLines(board, { ...size, now: Date.now(), paint })),
    close: () => {
      screen.close();
      quit.stop();
    },
  };
}

function linedBoard({ terminal, host }: Context, output: Output): View {
  const line = (run: RunGlance) => (output === 'table' ? changeLine(run, Date.now()) : jsonOf(run, 'jsonl'));
  const reader = new AbortController();
  const leave = (): void => reader.abort(new Interruption('closed output'));
  host.stdout.once('error', leave);
  return {
    left: reader.signal,
    update: (_, changed) => changed.forEach((run) => terminal.data(line(run))),
    close: () => void host.stdout.off('error', leave),
  };
}

/** Returns once `stop` is aborted. Throws what Temporal answers after a minute without a good answer. */
async function lookOn(stage: Stage, view: View, stop: AbortSignal): Promise<void> {
  let board: RunBoard = [];
  for (let answeredAt = Date.now(); !stop.aborted; ) {
    try {
      const seen = await look(stage.session.temporal, board);
      const [first] = seen.filter(({ open }) => open);
      if (first !== undefined) await stage.answerQuestions(first);
      const now = Date.now();
      const noted = noteGlances(board, seen, now);
      board = noted.board;
      view.update(board, noted.changed);
      answeredAt = now;
    } catch (error) {
      if (!isOutage(error) || Date.now() - answeredAt > outageMs) throw error;
    }
    await pause(intervalMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'TEMPORAL_UNREACHABLE';
}

/** What has ended is seen once more, and stays as it is. */
async function look(temporal: Temporal, board: RunBoard): Promise<readonly RunGlance[]> {
  const ended = board.flatMap(({ run }) => (run.open ? [] : [run]));
  const open = board.flatMap(({ run }) => (run.open ? [run] : []));
  const gone = new Set(ended.map(({ runId }) => runId));
  const seen = await readGlances(temporal, open);
  return [...seen.filter(({ runId }) => !gone.has(runId)), ...ended];
}
