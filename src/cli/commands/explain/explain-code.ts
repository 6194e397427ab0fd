import { catalogue, type CatalogueCode, type CatalogueEntry } from '../../../domain/failures/catalogue';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodeOfError, exitCodeOfOutcome, exitCodes } from '../../command/exit-codes';
import { knownCode } from '../../command/known-code';
import { table } from '../../terminal/text';
import { jsonList, jsonOf, type Output, type Terminal } from '../../terminal/terminal';
import type { FailureFact } from '../../../domain/systems/failure-fact';
import { isFailureCode } from '../../../domain/failures/failures';

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

const preface = `# Error codes

<!-- Written by \`npm run pages\` from src/domain/failures/failures.ts and its parts. Change it there. -->

Every failure that a run or a command can end with. \`onboard explain CODE\` says the same; \`onboard list --code CODE\` finds the
users that failed with a code, and \`onboard status TENANT --user ID\` shows what happened to one of them.

A code is the type of the failure in Temporal's Web UI, the value of the search attribute \`OnboardErrorCode\`, and stands in results,
reports, logs and notices. Codes don't change their meaning.`;

const chapters = [
  ['run', 'Runs and their users'],
  ['command', 'Commands'],
] as const satisfies readonly (readonly [CatalogueEntry['about'], string])[];

/** `docs/reference/errors.md`: the whole catalogue, an anchor for each code (`#mas_user_conflict`). */
export function errorsPage(): string {
  const all = catalogue();
  const parts = chapters.flatMap(([about, title]) => {
    const entries = all.filter((entry) => entry.about === about);
    return [`## ${title}`, contents(entries), ...entries.map(section)];
  });
  return `${[preface, ...parts].join('\n\n')}\n`;
}

function contents(entries: readonly CatalogueEntry[]): string {
  return entries.map(({ code }) => `[\`${code}\`](#${code.toLowerCase()})`).join(' · ');
}

function section(entry: CatalogueEntry): string {
  const { code, cause, remedy, retry, expiresAs } = entry;
  const exit = exitText(entry);
  const lines = [
    `### ${code}`,
    '',
    `- **Cause:** ${text(cause)}`,
    `- **What to do:** ${text(remedy)}`,
    `- **Tried again:** ${retryTexts[retry]}`,
    ...(expiresAs === undefined ? [] : [`- **When the time is up:** [\`${expiresAs}\`](#${expiresAs.toLowerCase()})`]),
    ...(exit === undefined ? [] : [`- **Exit code:** ${exit}`]),
  ];
  return lines.join('\n');
}

/** What a reader of Markdown would take for markup. */
function text(words: string): string {
  return words.replace(/[*_<>[\]]/g, (character) => `\\${character}`);
}

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
