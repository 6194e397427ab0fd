import type { FailureFact } from '../../../domain/systems/failure-fact';
import { type CatalogueEntry, type CatalogueCode } from '../../../domain/failures/catalogue';
import { isFailureCode } from '../../../domain/failures/failures';
import { exitCodeOfError, exitCodeOfOutcome, exitCodes } from '../../command/exit-codes';

/** Of messages to a run: no command ends with them. */
const withoutExit: readonly CatalogueCode[] = ['UPDATE_REFUSED'];

/** With what a command ends that meets this error, in words; undefined when none does. */
export function exitText({ code, about, retry, expiresAs }: CatalogueEntry): string | undefined {
  if (withoutExit.includes(code) || (retry === 'poll' && expiresAs !== undefined)) return undefined;
  if (about === 'command' || !isFailureCode(code)) return String(exitCodeOfError(code));
  const whole = exitCodeOfOutcome({ kind: 'failed', error: { code } });
  return `${exitCodes.someFailed} when users failed with it, ${whole} when the run as a whole did`;
}

/** Whether something is tried again, in words. */
export const retryTexts = {
  backoff: "tried again, with growing pauses, until the step's time is up",
  poll: 'waited for: looked at again until the time for it is up',
  few: 'tried again a few times',
  never: 'not tried again',
} as const satisfies Record<FailureFact['retry'], string>;
