import { type CatalogueEntry, catalogue } from '../../../domain/failures/catalogue';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { knownCode } from '../../command/known-code';
import { exitText, retryTexts } from './texts';
import { table } from '../../terminal/table';
import { jsonList, jsonOf, type Output, type Terminal } from '../../terminal/terminal';

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
