import { factsOf } from '../domain/failures/failures';
import type { RunReport, UserReport } from '../domain/report/report';
import { failedUsers } from './selection';

type Row = readonly string[];

const reportHeader: Row = [
  ...['type', 'email', 'given_name', 'family_name', 'id', 'status', 'step', 'code', 'attempts', 'message', 'remedy'],
  ...['changed', 'started_at', 'finished_at'],
];

/** Every user as a row, as RFC 4180 has it: CRLF, quotes where needed, no byte order mark. */
export async function* renderCsv({ users }: RunReport): AsyncGenerator<string> {
  yield line(reportHeader);
  for await (const user of users) yield line(reportRow(user));
}

/** The failed users with the columns of an input file alone, so that it can be mended and given back. */
export async function* renderInputCsv(report: RunReport): AsyncGenerator<string> {
  yield line(['type', 'email', 'given_name', 'family_name', 'id']);
  for await (const user of failedUsers(report)) yield line(inputRow(user));
}

/** How many cells of a user in the input CSV are neutralised, and so differ from the record. */
export function neutralisedCells(user: UserReport): number {
  return inputRow(user).filter(isFormula).length;
}

function inputRow({ kind, record: { email, given_name, family_name, id = '' } }: UserReport): Row {
  return [kind, email, given_name, family_name, id];
}

function reportRow({ kind, record, id, status, failure, ...user }: UserReport): Row {
  const why =
    failure === undefined
      ? ['', '', '', '', '']
      : [failure.step, failure.code, String(failure.attempts), failure.message, factsOf(failure.code).remedy];
  const { changed, startedAt = '', finishedAt = '' } = user;
  const { email, given_name, family_name } = record;
  return [kind, email, given_name, family_name, id, status, ...why, changed.join(' '), startedAt, finishedAt];
}

function line(row: Row): string {
  return `${row.map(cell).join(',')}\r\n`;
}

/** A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text);
}

function cell(text: string): string {
  const safe = isFormula(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
