import type { RunOutcome, RunStatus } from '../client';
import { lineProgress } from './progress-lines';
import type { Terminal } from './terminal';

/** Shows how a run goes on. */
export interface Progress {
  /** Of how many users in flight the step should be looked up. */
  readonly describe: number;
  update(status: RunStatus): void;
  /** The run ended, or is followed no longer. */
  end(outcome: RunOutcome | undefined): Promise<void>;
}

const silent: Progress = { describe: 0, update: () => undefined, end: async () => undefined };

/** Drawn where a person watches, a line per settled user elsewhere, nothing when quiet. */
export async function openProgress(terminal: Terminal, mode: 'shown' | 'quiet'): Promise<Progress> {
  if (mode === 'quiet') return silent;
  if (!terminal.interactive) return lineProgress((line) => terminal.say(line));
  const { drawnProgress } = await import('./progress-drawn.js');
  return drawnProgress();
}
