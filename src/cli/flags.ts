import { type Command, Option } from 'commander';
import { z } from 'zod';
import { systems } from '../domain/target-ref';
import { TenantName } from '../domain/tenant';
import { parseDuration, parsePositiveDuration } from './duration';
import { outputs } from './terminal';
import { UsageError } from './usage-error';
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
    .option('--workspace <name>', 'workspace in it')
    .option('--tenant <name>', 'name of the tenant; default: {instance}-{workspace}')
    .optionsGroup('Options:');
}

export const TargetFlags = z.object({
  system: z.enum(systems).optional(),
  instance: z.string().optional(),
  workspace: z.string().optional(),
  tenant: z.string().optional(),
});

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
  return command
    .argument('<tenant>', 'name of the tenant')
    .addOption(new Option('--system <name>', 'target system, when the tenant lives in several').choices(systems));
}

export const SystemFlags = z.object({ system: z.enum(systems).optional() });

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
