import { type FailureCode, type FailureFact, factsOf, failures, isFailureCode } from '../domain/failures';
import { type ExitCode, exitCodes } from './exit-codes';
import { table } from './table';
import { jsonList, jsonOf, type Output, type Terminal } from './terminal';
import { UsageError } from './usage-error';

const retryTexts = {
  backoff: "tried again, with growing pauses, until the step's time is up",
  poll: 'waited for: looked at again until the time for it is up',
  few: 'tried again a few times',
  never: 'not tried again',
} as const satisfies Record<FailureFact['retry'], string>;

/** Explains one code, or lists all. Throws `UsageError` for a code that is not in the catalogue. */
export function explain(terminal: Terminal, code: string | undefined, output: Output): ExitCode {
  if (code === undefined) listAll(terminal, output);
  else explainOne(terminal, known(code), output);
  return exitCodes.done;
}

function known(text: string): FailureCode {
  const code = text.toUpperCase().replaceAll('-', '_');
  if (isFailureCode(code)) return code;
  const near = codes().filter((candidate) => candidate.includes(code) || code.includes(candidate));
  throw new UsageError(
    'There is no such error code.',
    near.length > 0 ? `Perhaps: ${near.join(', ')}` : 'List all: onboard explain',
  );
}

function explainOne(terminal: Terminal, code: FailureCode, output: Output): void {
  const facts = factsOf(code);
  if (output !== 'table') return terminal.data(jsonOf({ code, ...facts }, output));
  const lines = [
    code,
    `  cause:      ${facts.cause}`,
    `  retries:    ${retryTexts[facts.retry]}`,
    `  what to do: ${facts.remedy}`,
  ];
  return terminal.data(lines.join('\n'));
}

function listAll(terminal: Terminal, output: Output): void {
  const all = codes().map((code) => ({ code, ...factsOf(code) }));
  if (output !== 'table') return terminal.data(jsonList(all, output));
  const rows = all.map(({ code, retry, cause }) => [code, retry, cause]);
  return terminal.data(table(['code', 'retry', 'cause'], rows));
}

function codes(): readonly FailureCode[] {
  return Object.keys(failures).filter(isFailureCode);
}
