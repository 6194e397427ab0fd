import type { RunOutcome } from '../../../client';
import type { Environment } from '../../../input/environment';
import type { CreateInitialUsersFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { Interruption } from '../../command/interruption';
import { resolvePlace } from '../../place/place';
import { printable } from '../../terminal/printable';
import { errorText } from '../../command/report-error';
import { type RunTenantFlags, runTenant } from '../run/run-tenant';
import type { ServicePorts } from '../../place/service-ports';

/** Their levels, as ours. */
const logLevels = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
} as const satisfies Record<
  NonNullable<CreateInitialUsersFlags['logLevel']>,
  NonNullable<Environment['ONBOARD_LOG_LEVEL']>
>;

/**
 * `onboard create-initial-users`: `run` with the flags and exit codes of `mas-devops-create-initial-users-for-saas`: 0
 * when all completed or nothing is to do, else 1, with the reason on standard error; a signal keeps its own code.
 */
export async function createInitialUsers(
  context: Context,
  flags: CreateInitialUsersFlags,
  unknown: readonly string[],
): Promise<ExitCode> {
  for (const flag of unknown) context.terminal.say(`warning: ${printable(flag)} is not known here and is ignored`);
  try {
    warnOfPorts(context, flags);
    const code = await runTenant(withLogLevel(context, flags.logLevel), given(flags.initialUsersYamlFile), {
      ...runFlags(flags),
      onOutcome: (outcome) => tellFailed(context, outcome),
    });
    return peerCode(code);
  } catch (error) {
    if (error instanceof Interruption) throw error;
    context.terminal.say(errorText(error));
    return exitCodes.someFailed;
  }
}

/** Mostly they wait for MAS' synchronisation; its `requestsPerSecond` is what protects MAS. */
const usersAtOnce = 50;

/** Every failure is 1, as pipelines expect; a run that goes on without this command is none. */
function peerCode(code: ExitCode): ExitCode {
  return code === exitCodes.invalid || code === exitCodes.notReady ? exitCodes.someFailed : code;
}

function runFlags(flags: CreateInitialUsersFlags): RunTenantFlags {
  const { address, namespace, profile, stateDir, config } = flags;
  const ports = portsOf(flags);
  return {
    ...{ address, namespace, profile, stateDir, config },
    ...{ instance: flags.masInstanceId, workspace: flags.masWorkspaceId, masVersion: given(flags.masVersion) },
    ...{ awsSecret: given(flags.initialUsersSecretName), inputFormat: 'yaml', ways: 'plain-document' },
    // It looks at every user each time, as it always did; its caller cannot say how many at once.
    ...{ concurrency: usersAtOnce, output: 'table', quiet: false, force: true, keep: false },
    ...(ports === undefined ? {} : { ports }),
  };
}

/** Templates of pipelines pass what they have not set as an empty text. */
function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function portsOf(flags: CreateInitialUsersFlags): ServicePorts | undefined {
  const { coreapiPort: coreApi, adminDashboardPort: adminDashboard, manageApiPort: manageApi } = flags;
  const ports = { coreApi, adminDashboard, manageApi };
  return Object.values(ports).every((port) => port === undefined) ? undefined : ports;
}

/** Against a Temporal server, the workers' own configuration says where the target is. */
function warnOfPorts(context: Context, flags: CreateInitialUsersFlags): void {
  if (portsOf(flags) === undefined || resolvePlace(flags, context.host).mode === 'embedded') return;
  context.terminal.say(
    'warning: ports are ignored with a Temporal server: the configuration of its workers says where MAS is',
  );
}

function withLogLevel(context: Context, level: CreateInitialUsersFlags['logLevel']): Context {
  if (level === undefined) return context;
  return { ...context, environment: { ...context.environment, ONBOARD_LOG_LEVEL: logLevels[level] } };
}

/** Who failed, by e-mail address, and all of them. */
function tellFailed({ terminal }: Context, outcome: RunOutcome): void {
  if (outcome.kind !== 'result' || outcome.result.failed.length === 0) return;
  terminal.say(`Failed for: ${outcome.result.failed.map(({ email }) => printable(email)).join(', ')}`);
}
