import type { RunStatus } from '../../client';
import { WriteStream } from 'node:tty';
import type { Sink } from '../terminal/host';
import type { Progress } from './follow-to-end';
import { type Picture, pictureOf } from './progress-picture';

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
