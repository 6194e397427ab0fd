import type { RunOutcome } from '../../../client';
import { defaultRunOptions } from '../../../domain/run/run';
import type { Environment } from '../../../input/environment';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { Interruption } from '../../command/interruption';
import type { TargetHints, Worked } from '../../options';
import { resolvePlace } from '../../place/place';
import { printable } from '../../terminal/text';
import { errorText } from '../../command/errors';
import { type RunRequest, runTenant } from '../run/run-tenant';
import type { ServicePorts } from '../../place/in-cluster';

/** Their levels, as ours. */
const logLevels = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
} as const satisfies Record<string, NonNullable<Environment['ONBOARD_LOG_LEVEL']>>;

/** What its caller says, in their words. */
interface PeerRequest extends Worked {
  readonly target: TargetHints;
  readonly logLevel: keyof typeof logLevels | undefined;
  readonly users: { readonly file: string } | { readonly secret: string };
  readonly ports: ServicePorts | undefined;
}

/**
 * `onboard create-initial-users`: `run` with the options and exit codes of `mas-devops-create-initial-users-for-saas`: 0
 * when all completed or nothing is to do, else 1, with the reason on standard error; a signal keeps its own code.
 */
export async function createInitialUsers(context: Context, request: PeerRequest): Promise<ExitCode> {
  try {
    warnOfPorts(context, request);
    const onOutcome = (outcome: RunOutcome) => tellFailed(context, outcome);
    const code = await runTenant(withLogLevel(context, request.logLevel), { ...runRequest(request), onOutcome });
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

function runRequest({ users, target, ports, config, place }: PeerRequest): RunRequest {
  const source: RunRequest['source'] =
    'file' in users
      ? { kind: 'file', file: users.file, reading: { format: 'yaml' } }
      : { kind: 'secret', secret: users.secret, region: undefined, endpoint: undefined };
  return {
    ...{ source, target, ports, config, place, ways: 'plain-document' },
    // It looks at every user each time, as it always did; its caller cannot say how many at once.
    ...{ run: { ...defaultRunOptions, concurrency: usersAtOnce }, how: { force: true, keep: false } },
    ...{ notify: [], follow: { quiet: false }, output: 'table', report: undefined },
  };
}

/** Against a Temporal server, the workers' own configuration says where the target is. */
function warnOfPorts({ terminal, host }: Context, { ports, place }: PeerRequest): void {
  if (ports === undefined || resolvePlace(place, host).mode === 'embedded') return;
  terminal.say('warning: ports are ignored with a Temporal server: the configuration of its workers says where MAS is');
}

function withLogLevel(context: Context, level: PeerRequest['logLevel']): Context {
  if (level === undefined) return context;
  return { ...context, environment: { ...context.environment, ONBOARD_LOG_LEVEL: logLevels[level] } };
}

/** Who failed, by e-mail address, and all of them. */
function tellFailed({ terminal }: Context, outcome: RunOutcome): void {
  if (outcome.kind !== 'result' || outcome.result.failed.length === 0) return;
  terminal.say(`Failed for: ${outcome.result.failed.map(({ email }) => printable(email)).join(', ')}`);
}
