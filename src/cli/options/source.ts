import { InvalidArgumentError } from 'commander';
import { userKinds } from '../../domain/tenant/user';
import { type CsvField, csvFields } from '../../input/csv/csv-columns';
import { inputFormats, type TenantReading } from '../../input/tenant/input-formats';
import { choice, type Group, group, type Item, parsed, text, under, type ValuesOf } from '../command/option';
import { UsageError } from '../command/errors';

/** Where the users of a command come from. */
export type UserSource = FileSource | SecretSource;

/** `file`: a path, or `-` for standard input. */
export interface FileSource {
  readonly kind: 'file';
  readonly file: string;
  readonly reading: TenantReading;
}

/** An AWS secret; a run removes the entries of its completed users from it at the end, where the command says so. */
export interface SecretSource {
  readonly kind: 'secret';
  readonly secret: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/** A plan that was kept, and the file that it has to agree with, if one is named. */
export interface PlanSource {
  readonly kind: 'plan';
  readonly plan: string;
  readonly file: FileSource | undefined;
}

/** Whether completed users are removed from the secret, in words for the help. */
const fates = {
  drained: 'entries of completed users are removed from it at the end',
  kept: 'it stays as it is',
} as const;

type Fate = keyof typeof fates;

function sourceItems(fate: Fate, file: Item<string | undefined>) {
  return {
    file,
    ...under('How the file is read:', {
      format: choice('--input-format <format>', 'format; default: csv for *.csv and *.tsv, else yaml', inputFormats),
      userType: choice('--user-type <type>', 'CSV: the type of every row, without a column type', userKinds),
      columns: parsed('--column <field=header>', 'CSV: the header of a field (type, email, …), repeatable', columnName),
    }),
    ...under('Users from AWS Secrets Manager, in place of a file:', {
      secret: text('--aws-secret <name>', `name or ARN of the secret; ${fates[fate]}`),
      region: text('--aws-region <region>', 'region; default: as the AWS SDK finds it (AWS_REGION, the profile)'),
      endpoint: text('--aws-endpoint <url>', 'end point; default: AWS_ENDPOINT_URL and the like'),
    }),
  };
}

type Columns = Partial<Record<CsvField, string>>;

function columnName(given: string, before: Columns | undefined): Columns {
  const [, field = '', header = ''] = /^([a-z_]+)=(.+)$/.exec(given) ?? [];
  if (csvFields.some((name) => name === field)) return { ...before, [field]: header };
  throw new InvalidArgumentError(`Write FIELD=HEADER; fields: ${csvFields.join(', ')}.`);
}

const tenantFile = text('[file]', 'tenant file, YAML, JSON or CSV; - is standard input');

/** Users that a command must have. */
export function users(fate: Fate, file = tenantFile): Group<UserSource> {
  return group('source', sourceItems(fate, file), (values) => sourceOf(values) ?? nobody());
}

/** Users that a command can do without. */
export function usersIfNamed(fate: Fate, file = tenantFile): Group<UserSource | undefined> {
  return group('source', sourceItems(fate, file), sourceOf);
}

/** As `users`, or exactly what a plan holds. */
export function usersOrPlan(fate: Fate): Group<UserSource | PlanSource> {
  const plan = text(
    '--plan <file>',
    'apply exactly this plan of onboard plan --out, or nothing when something moved since',
  );
  return group('source', { ...sourceItems(fate, tenantFile), plan }, (values) => {
    if (values.plan === undefined) return sourceOf(values) ?? nobody();
    if (values.secret !== undefined) throw twoSources();
    return {
      kind: 'plan',
      plan: values.plan,
      file: values.file === undefined ? undefined : fileSource(values, values.file),
    };
  });
}

type Given = ValuesOf<ReturnType<typeof sourceItems>>;

function sourceOf(values: Given): UserSource | undefined {
  const { file, secret, region, endpoint } = values;
  if (secret === undefined) return file === undefined ? undefined : fileSource(values, file);
  if (file !== undefined) throw twoSources();
  return { kind: 'secret', secret, region, endpoint };
}

function fileSource({ format, columns, userType }: Given, file: string): FileSource {
  return { kind: 'file', file, reading: { format, columns, userType } };
}

function twoSources(): UsageError {
  return new UsageError('Users come from --aws-secret, or from a file or plan, not from both.');
}

function nobody(): never {
  throw new UsageError("missing required argument 'file'", 'Name a tenant file, or a secret with --aws-secret.');
}
