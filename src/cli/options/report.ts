import { choice, type Group, group, parsed, text, toggle, under, withDefault } from '../command/option';
import { type Output, outputs } from '../terminal/terminal';
import { formatOfFile, reportEndings, type ReportFormat } from '../../domain/report/file-formats';
import { type NoticeWish, refusalOfUrl } from '../../domain/run/notice';
import { Name } from '../../domain/tenant/target-ref';
import { UsageError } from '../command/errors';

export function outputAs(fallback: Output): Group<Output> {
  const items = { output: withDefault(choice('-o, --output <format>', 'how data is printed', outputs), fallback) };
  return group('output', items, ({ output: format }) => format);
}

/** How data is printed. */
export const output = outputAs('table');

/** A file that gets the report of a run at its end. */
export interface ReportWish {
  readonly file: string;
  readonly format: ReportFormat;
}

/** Throws `UsageError` for a file whose ending tells no format. */
export const report: Group<ReportWish | undefined> = group(
  'report',
  { file: text('--report <file>', 'write a report at the end: .md, .json, .csv, .xml (JUnit), .html, .yaml') },
  ({ file }) => {
    if (file === undefined) return undefined;
    const format = formatOfFile(file);
    if (format !== undefined) return { file, format };
    throw new UsageError(
      'The ending of the file of --report tells no format.',
      `Use one of: ${reportEndings.join(', ')}`,
    );
  },
);

const noticeItems = under('Who is told at the end:', {
  to: parsed(
    '--notify <url|name>',
    'post a CloudEvent there, from the worker; a name is one of the worker configuration; repeatable',
    (given, before: readonly string[] = []) => [...before, given],
  ),
  users: toggle('--notify-users', 'with the records of the users that failed, which are personal data'),
});

/** Who is told when the run has ended. Throws `UsageError` that repeats no address: it may be a secret that must not be passed like this. */
export const notify: Group<readonly NoticeWish[]> = group('notify', noticeItems, ({ to = [], users }) => {
  if (users && to.length === 0) throw new UsageError('--notify-users says what --notify sends.');
  return to.map((given) => ({ to: addressOf(given), ...(users && { users: true as const }) }));
});

function addressOf(given: string): NoticeWish['to'] {
  if (!/[:/]/.test(given)) return { name: nameOf(given) };
  const refusal = refusalOfUrl(given);
  if (refusal === undefined) return { url: given };
  throw new UsageError(
    `The address of --notify ${refusal}.`,
    'An address or header that is secret belongs into the worker configuration, under notify; then: --notify NAME',
  );
}

function nameOf(given: string): string {
  const name = Name.safeParse(given);
  if (name.success) return name.data;
  throw new UsageError('--notify takes an https:// address, or a name of the worker configuration.');
}
