import type { Progress } from './follow-to-end';
import { lineProgress } from './progress-lines';
import type { Terminal } from '../terminal/terminal';

const silent: Progress = { describe: 0, update: () => undefined, end: async () => undefined };

/** Drawn where a person watches, a line per settled user elsewhere, nothing when quiet. */
export async function openProgress(terminal: Terminal, mode: 'shown' | 'quiet'): Promise<Progress> {
  if (mode === 'quiet') return silent;
  if (!terminal.interactive) return lineProgress((line) => terminal.say(line));
  const { drawnProgress } = await import('./progress-drawn.js');
  return drawnProgress();
}
