import { factsOf } from '../domain/failures/failures';
import type { RunReport, UserReport } from '../domain/report/report';
import { failedUsers } from './selection';

type Row = readonly string[];

const reportHeader: Row = [
  ...['type', 'email', 'given_name', 'family_name', 'id', 'status', 'step', 'code', 'attempts', 'message', 'remedy'],
  ...['changed', 'started_at', 'finished_at'],
];

/** Every user as a row, as RFC 4180 has it: CRLF, quotes where needed, no byte order mark. */
export function renderCsv({ users }: RunReport): string {
  return csv([reportHeader, ...users.map(reportRow)]);
}

/** The failed users with the columns of an input file alone, so that it can be mended and given back. */
export function renderInputCsv(report: RunReport): string {
  return csv(inputRows(report));
}

/** How many cells of the input CSV had to be neutralised, and so differ from the records. */
export function neutralisedCells(report: RunReport): number {
  return inputRows(report).flat().filter(isFormula).length;
}

function inputRows(report: RunReport): readonly Row[] {
  const failed = failedUsers(report);
  const ids = failed.some(({ record }) => record.id !== undefined);
  const rows = failed.map(({ kind, record }) => {
    const { email, given_name, family_name, id = '' } = record;
    return [kind, email, given_name, family_name, ...(ids ? [id] : [])];
  });
  return [['type', 'email', 'given_name', 'family_name', ...(ids ? ['id'] : [])], ...rows];
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

function csv(rows: readonly Row[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text);
}

function cell(text: string): string {
  const safe = isFormula(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
