import { createInterface } from 'node:readline/promises';
import { limitText, mostRemovals } from '../../domain/sync/removal-guard';
import type { Context } from '../command/context';
import type { Host } from '../terminal/host';
import type { Removal as RemovalWish } from '../options';
import { UsageError } from '../command/errors';

/** How many users would be removed, out of how many that the tenant is known to have. */
export interface Removal {
  readonly removals: number;
  readonly known: number;
}

/** More users would be removed than the guard lets through: nothing was called. */
export class RemovalsGuarded extends Error {
  override readonly name = 'RemovalsGuarded';
  readonly code = 'REMOVALS_GUARDED';
  readonly remedy: string;

  constructor({ removals, known }: Removal, allowed: string) {
    super(
      `${removals} of the ${known} known users would be removed; the guard allows ${allowed}. Nothing was removed.`,
    );
    this.remedy = `Look at onboard offboard --plan or sync --plan; if it is meant so: --max-removals ${removals}`;
  }
}

/** Throws `RemovalsGuarded` when so many are too many. */
export function guardRemovals(removal: Removal, { limit }: Pick<RemovalWish, 'limit'>): void {
  const { removals, known } = removal;
  if (removals <= mostRemovals(limit, known)) return;
  throw new RemovalsGuarded(removal, limitText(limit, known));
}

/** Throws `UsageError` where nobody can be asked and `--yes` is missing: before anything is called. */
export function requireConsent(
  { host }: Context,
  { agreed }: Pick<RemovalWish, 'agreed'>,
  what = 'Removing users',
): void {
  if (agreed || canAsk(host)) return;
  throw new UsageError(`${what} needs a yes, and nobody can be asked here.`, 'Add --yes, or look first: --plan');
}

/** Asks the person at the terminal, unless `--yes` said so already; anything but a yes is a no. */
export async function mayRemove(
  { terminal, host }: Context,
  question: string,
  { agreed }: Pick<RemovalWish, 'agreed'>,
): Promise<boolean> {
  if (agreed) return true;
  const asking = createInterface({ input: host.stdin, output: host.stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return true;
    terminal.say('Nothing was removed.');
    return false;
  } finally {
    asking.close();
  }
}

function canAsk({ stdin, stderr }: Host): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}
