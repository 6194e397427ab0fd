import { WriteStream } from 'node:tty';
import type { Progress } from './follow-to-end';
import { lineProgress } from './progress-lines';
import type { Context } from '../command/context';

const silent: Progress = { describe: 0, update: () => undefined, end: async () => undefined };

/** Drawn where a person watches, a line per settled user elsewhere, nothing when quiet. */
export async function openProgress({ terminal, host }: Context, mode: 'shown' | 'quiet'): Promise<Progress> {
  if (mode === 'quiet') return silent;
  const { stdout, stderr } = host;
  if (!terminal.interactive || !(stderr instanceof WriteStream)) return lineProgress((line) => terminal.say(line));
  const { drawnProgress } = await import('./progress-drawn.js');
  return drawnProgress({ stdout, stderr });
}
