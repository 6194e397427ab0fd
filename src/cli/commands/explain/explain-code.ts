import type { FailureFact } from '../../../domain/systems/failure-fact';
import { catalogue, type CatalogueCode, type CatalogueEntry } from '../../../domain/failures/catalogue';
import { isFailureCode } from '../../../domain/failures/failures';
import { type ExitCode, exitCodeOfError, exitCodeOfOutcome, exitCodes } from '../../command/exit-codes';
import type { Context } from '../../command/context';
import { knownCode } from '../../command/known-code';
import { table } from '../../terminal/table';
import { jsonList, jsonOf, type Output, type Terminal } from '../../terminal/terminal';

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

interface ExplainRequest {
  readonly code: string | undefined;
  readonly output: Output;
}

/** Explains one code, or lists all. Throws `UsageError` for a code that is not in the catalogue. */
export function explain({ terminal }: Context, { code, output }: ExplainRequest): ExitCode {
  if (code === undefined) listAll(terminal, output);
  else explainOne(terminal, knownCode(code), output);
  return exitCodes.done;
}

function explainOne(terminal: Terminal, entry: CatalogueEntry, output: Output): void {
  if (output !== 'table') return terminal.data(jsonOf(entry, output));
  const exit = exitText(entry);
  const lines = [
    entry.code,
    `  cause:      ${entry.cause}`,
    `  retries:    ${retryTexts[entry.retry]}`,
    ...(entry.expiresAs === undefined ? [] : [`  in the end: ${entry.expiresAs}`]),
    `  what to do: ${entry.remedy}`,
    ...(exit === undefined ? [] : [`  exit code:  ${exit}`]),
  ];
  return terminal.data(lines.join('\n'));
}

function listAll(terminal: Terminal, output: Output): void {
  const all = catalogue();
  if (output !== 'table') return terminal.data(jsonList(all, output));
  const rows = all.map(({ code, retry, cause }) => [code, retry, cause]);
  return terminal.data(table(['code', 'retry', 'cause'], rows));
}
