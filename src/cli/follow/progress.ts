import { WriteStream } from 'node:tty';
import { rowsOf, type RunOutcome, type RunStatus, type UserStatusRow } from '../../client';
import { standstillText } from './pause-text';
import { printable } from '../terminal/text';
import type { Progress } from './follow-to-end';
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

/** A line for each user that settled, once; again after a retry. */
function lineProgress(say: (line: string) => void): Progress {
  const told = new Map<string, string>();
  const tell = (row: UserStatusRow): void => {
    const { status } = row.state;
    if (told.get(row.id) === status) return;
    told.set(row.id, status);
    const line = lineOf(row);
    if (line !== undefined) say(line);
  };
  let pauseTold: string | undefined;
  const tellCounts = countsTeller(say);
  const tellPause = (status: RunStatus): void => {
    const line = standstillText(status);
    if (line !== pauseTold) say(line ?? 'goes on');
    pauseTold = line;
  };
  return {
    describe: 0,
    update: (status: RunStatus) => {
      status.users.forEach(tell);
      tellCounts(status);
      tellPause(status);
    },
    end: async (outcome: RunOutcome | undefined) => {
      if (outcome?.kind === 'result') rowsOf(outcome.result).forEach(tell);
    },
  };
}

/** Of a run whose users are not all shown, how far it is: a line for every twentieth part. */
function countsTeller(say: (line: string) => void): (status: RunStatus) => void {
  let part = 0;
  return ({ counts: { total, completed, failed, cancelled, skipped = 0 }, leftOut = 0 }) => {
    const now = Math.floor(((completed + failed + cancelled + skipped) * 20) / Math.max(total, 1));
    if (leftOut === 0 || now <= part) return;
    part = now;
    say(`${completed} of ${total} users completed${failed > 0 ? `, ${failed} failed` : ''}`);
  };
}

/** Undefined for a user that has not settled. */
function lineOf({ id, state }: UserStatusRow): string | undefined {
  const user = printable(id);
  switch (state.status) {
    case 'completed':
      return state.changed.length > 0 ? `completed ${user} (${state.changed.length} changed)` : `completed ${user}`;
    case 'failed':
      return `failed ${user}: ${state.code} at ${state.step}: ${printable(state.message)}`;
    case 'cancelled':
      return `cancelled ${user}`;
    case 'skipped':
      return `skipped ${user}`;
    case 'pending':
    case 'running':
      return undefined;
  }
}
