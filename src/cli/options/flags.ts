import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { Direction } from '../../domain/run/names';
import { systems } from '../../domain/tenant/target-ref';
import { TenantName } from '../../domain/tenant/tenant';
import { userKinds } from '../../domain/tenant/user';
import { csvFields } from '../../input/csv/csv-columns';
import { inputFormats } from '../../input/tenant/tenant-file';
import { parseDuration, parsePositiveDuration } from '../terminal/duration';
import { outputs } from '../terminal/terminal';
import { UsageError } from '../command/usage-error';
import { wholeNumber } from './whole-number';

// Options that several commands share, each with the schema that reads it back.

/** Where Temporal is. */
export function placeOptions(command: Command): Command {
  return command
    .optionsGroup('Temporal (none configured: embedded, in the state folder):')
    .option('--address <host:port>', 'Temporal server; default: TEMPORAL_ADDRESS or the profile')
    .option('--namespace <name>', 'Temporal namespace; default: TEMPORAL_NAMESPACE, the profile, or "default"')
    .option('--profile <name>', 'profile of the Temporal configuration file')
    .option(
      '--state-dir <folder>',
      'state folder of the embedded mode; default: ONBOARD_STATE_DIR or the XDG state folder',
    )
    .optionsGroup('Options:');
}

export const PlaceFlags = z.object({
  address: z.string().min(1).optional(),
  namespace: z.string().min(1).optional(),
  profile: z.string().min(1).optional(),
  stateDir: z.string().min(1).optional(),
});
export type PlaceFlags = z.infer<typeof PlaceFlags>;

export function outputOption(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'how data is printed').choices(outputs).default('table'),
  );
}

export const OutputFlags = z.object({ output: z.enum(outputs) });

/** The target, for a file that names none. */
export function targetOptions(command: Command): Command {
  return command
    .optionsGroup('Target, for a file that names none:')
    .addOption(new Option('--system <name>', 'target system').choices(systems))
    .option('--instance <name>', 'instance of the target system')
    .option('--workspace <name>', 'workspace in it (MAS)')
    .option('--tenant <name>', 'name of the tenant; default for MAS: {instance}-{workspace}')
    .option('--mas-version <version>', 'version of MAS, such as 9.0 or 9.1.x; default: found out')
    .optionsGroup('Options:');
}

export const TargetFlags = z.object({
  system: z.enum(systems).optional(),
  instance: z.string().optional(),
  workspace: z.string().optional(),
  tenant: z.string().optional(),
  masVersion: z.string().optional(),
});

/** How a file is read. */
export function inputOptions(command: Command): Command {
  return command
    .optionsGroup('How the file is read:')
    .addOption(new Option('--input-format <format>', 'format; default: csv for *.csv, else yaml').choices(inputFormats))
    .addOption(new Option('--user-type <type>', 'CSV: the type of every row, without a column type').choices(userKinds))
    .addOption(
      new Option('--column <field=header>', 'CSV: the header of a field (type, email, …), repeatable').argParser(
        columnName,
      ),
    )
    .optionsGroup('Options:');
}

export const InputFlags = z.object({
  inputFormat: z.enum(inputFormats).optional(),
  userType: z.enum(userKinds).optional(),
  column: z.partialRecord(z.enum(csvFields), z.string()).optional(),
});
export type InputFlags = z.infer<typeof InputFlags>;

function columnName(text: string, names: Record<string, string> | undefined): Record<string, string> {
  const [, field = '', header = ''] = /^([a-z_]+)=(.+)$/.exec(text) ?? [];
  if (csvFields.some((name) => name === field)) return { ...names, [field]: header };
  throw new InvalidArgumentError(`Write FIELD=HEADER; fields: ${csvFields.join(', ')}.`);
}

/** Users from AWS Secrets Manager instead of a file. */
export function secretOptions(command: Command): Command {
  return command
    .optionsGroup('Users from AWS Secrets Manager:')
    .option(
      '--aws-secret <name>',
      'name or ARN of the secret; entries of completed users are removed from it at the end',
    )
    .option('--aws-region <region>', 'region; default: as the AWS SDK finds it (AWS_REGION, the profile)')
    .option('--aws-endpoint <url>', 'end point; default: AWS_ENDPOINT_URL and the like')
    .optionsGroup('Options:');
}

export const SecretFlags = z.object({
  awsSecret: z.string().min(1).optional(),
  awsRegion: z.string().min(1).optional(),
  awsEndpoint: z.string().min(1).optional(),
});
export type SecretFlags = z.infer<typeof SecretFlags>;

/** How a run goes about it. */
export function runOptions(command: Command): Command {
  return command
    .optionsGroup('How the run goes about it:')
    .addOption(numberOption('--concurrency <n>', 'users in flight at once (default: 20)', wholeNumber(1, 200)))
    .addOption(
      durationOption('--step-timeout <time>', 'the longest one step may take, outages included (default: 24h)'),
    )
    .addOption(durationOption('--ready-timeout <time>', 'the longest the target may take to be ready (default: 10m)'))
    .addOption(durationOption('--sync-timeout <time>', "the longest a user's synchronisation may take (default: 10m)"))
    .addOption(durationOption('--poll-interval <time>', 'the longest pause between two looks (default: 5s)'))
    .addOption(
      new Option('--hold <time>', 'keep the run open for mending when users failed (default: 0)').argParser(
        parseDuration,
      ),
    )
    .optionsGroup('Options:');
}

const positiveMs = z.int().positive().optional();

export const RunFlags = z.object({
  concurrency: z.int().positive().optional(),
  stepTimeout: positiveMs,
  readyTimeout: positiveMs,
  syncTimeout: positiveMs,
  pollInterval: positiveMs,
  hold: z.int().nonnegative().optional(),
});
export type RunFlags = z.infer<typeof RunFlags>;

/** How long a command follows, and how it shows it. */
export function followOptions(command: Command): Command {
  return command
    .addOption(durationOption('--timeout <time>', 'stop following after this time (exit 124); the run goes on'))
    .option('-q, --quiet', 'no progress');
}

export const FollowFlags = z.object({ timeout: positiveMs, quiet: z.boolean().default(false) });
export type FollowFlags = z.infer<typeof FollowFlags>;

export function configOption(command: Command): Command {
  return command.option('--config <file>', 'worker configuration; default: ONBOARD_CONFIG or ./onboard.config.yaml');
}

export const ConfigFlags = z.object({ config: z.string().min(1).optional() });
export type ConfigFlags = z.infer<typeof ConfigFlags>;

/** The tenant a command is about, and which of its systems. */
export function tenantArgument(command: Command): Command {
  return whoseOptions(command.argument('<tenant>', 'name of the tenant'));
}

/** Which of a tenant's runs. */
export function whoseOptions(command: Command): Command {
  return command
    .addOption(new Option('--system <name>', 'target system, when the tenant lives in several').choices(systems))
    .option('--offboarding', "the offboarding of the tenant's users, not their onboarding");
}

export const SystemFlags = z.object({
  system: z.enum(systems).optional(),
  offboarding: z.boolean().default(false),
});

/** Which of the tenant's runs a command is about, as far as its flags say. */
export function whoseRuns({ system, offboarding }: z.infer<typeof SystemFlags>) {
  const direction: Direction = offboarding ? 'offboard' : 'onboard';
  return { system, direction };
}

/** Throws `UsageError` for a text that no tenant can be called. */
export function tenantName(text: unknown): string {
  const parsed = TenantName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`The name of a tenant ${parsed.error.issues[0]?.message ?? 'is wrong'}.`, 'See onboard list.');
}

function durationOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parsePositiveDuration);
}

function numberOption(flags: string, description: string, parser: (text: string) => number): Option {
  return new Option(flags, description).argParser(parser);
}
