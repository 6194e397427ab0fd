import { WriteStream } from 'node:tty';
import type { RunStatus, UserStatusRow } from '../../client';
import type { Sink } from '../terminal/host';
import type { Progress } from './follow-to-end';
import { formatDuration } from '../terminal/duration';
import { standstillText } from './pause-text';
import { printable } from '../terminal/text';

/** Rows of the terminal that are left free: the title, the prompt above it, and a margin. */
const keptRows = 4;

/** Draws the run on standard error: a bar as the title, a line per user in flight below, as many as there is room for. */
export async function drawnProgress(streams: Streams): Promise<Progress> {
  const board = createBoard();
  const drawn = await draw(board, streams);
  const room = (): number => Math.max((streams.stderr.rows ?? 24) - keptRows, 1);
  return {
    describe: room(),
    update: (status: RunStatus) => board.show(pictureOf(status, room(), Date.now())),
    end: async () => {
      board.close();
      await drawn.done;
    },
  };
}

interface Streams {
  readonly stdout: Sink;
  readonly stderr: WriteStream;
}

type Painter = (picture: Picture) => void;

/** What is shown: kept until the renderer is ready to paint it. */
interface Board {
  show(picture: Picture): void;
  paintWith(painter: Painter): void;
  close(): void;
  readonly closed: Promise<void>;
}

function createBoard(): Board {
  let picture: Picture = { title: 'Waiting for the run', lines: [] };
  let paint: Painter = () => undefined;
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  return {
    show: (next) => {
      picture = next;
      paint(picture);
    },
    paintWith: (painter) => {
      paint = painter;
      paint(picture);
    },
    close: () => close(),
    closed,
  };
}

async function draw(board: Board, { stdout, stderr }: Streams): Promise<{ done: Promise<void> }> {
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2');
  // The renderer asks only standard output whether it is a terminal; that may be a file while a person watches here.
  class StandardErrorRenderer extends DefaultRenderer {
    static override nonTTY = true;
  }
  const processOutput = new ProcessOutput(stderr, stdout instanceof WriteStream ? stdout : stderr, {
    leaveEmptyLine: false,
  });
  const logger = new ListrLogger({ useIcons: true, toStderr: [], processOutput });
  const list = new Listr([], {
    renderer: StandardErrorRenderer,
    rendererOptions: { clearOutput: true, formatOutput: 'truncate', logger },
    registerSignalListeners: false,
  });
  list.add({
    title: 'Waiting for the run',
    rendererOptions: { outputBar: true },
    task: async (_context, task) => {
      board.paintWith(({ title, lines }) => {
        task.title = title;
        // An empty text would leave the last one standing.
        task.output = lines.length > 0 ? lines.join('\n') : ' ';
      });
      await board.closed;
    },
  });
  const drawn: Promise<unknown> = list.run();
  return { done: drawn.then(() => undefined) };
}

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
  const { phase, direction } = status;
  const standstill = standstillText(status);
  if (standstill !== undefined) return standstill;
  if (phase === 'running' && direction === 'offboard') return 'offboarding';
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
