import type { Sink } from './host';

/** A whole terminal to draw on: what stood there before comes back when it is closed. */
export interface Screen {
  /** Draws what `lines` answers for the size it has, now and whenever the size changes. */
  show(lines: (size: { readonly columns: number; readonly rows: number }) => readonly string[]): void;
  /** Gives the terminal back until `resume`. */
  suspend(): void;
  resume(): void;
  close(): void;
}

// xterm: the alternate screen, the cursor, and what clears the rest of a line or of the screen.
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const restOfLine = '\u001b[K';
const restOfScreen = '\u001b[J';

type Draw = Parameters<Screen['show']>[0];

export function openScreen(stream: Sink): Screen {
  let draw: Draw = () => [];
  let shown = true;
  const paint = (): void => {
    if (!shown) return;
    const { columns = 80, rows = 24 } = stream;
    const lines = draw({ columns, rows }).map((line) => `${line}${restOfLine}`);
    stream.write(`${home}${lines.join('\r\n')}${restOfScreen}`);
  };
  // A second Ctrl-C ends the process at once: the terminal is given back all the same.
  const giveBack = (): void => {
    if (shown) stream.write(leave);
    shown = false;
  };
  process.once('exit', giveBack);
  stream.on('resize', paint);
  stream.write(enter);
  return {
    show: (next) => {
      draw = next;
      paint();
    },
    suspend: giveBack,
    resume: () => {
      if (shown) return;
      shown = true;
      stream.write(enter);
      paint();
    },
    close: () => {
      stream.off('resize', paint);
      process.off('exit', giveBack);
      giveBack();
    },
  };
}
