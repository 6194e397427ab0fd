import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { simulators } from '../../../../simulator/entries';
import type { System } from '../../../domain/systems/systems';
import { userId } from '../../../domain/tenant/person';
import { type Simulator, type SimulatorInput, SimulatorOptions, startSimulator } from '../../../../simulator/start';
import { makeFolder } from '../../../embedded/system/make-folder';
import { formatProblems } from '../../../input/text/problem';
import { readTenantFile } from '../../../input/tenant/tenant-file';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { watchSignals } from '../../command/interruption';
import { jsonOf } from '../../terminal/terminal';
import { pathFrom } from '../../terminal/host';
import { UsageError } from '../../command/errors';

/** What was checked by the schema; handed on unparsed, for the simulator parses it once more. */
const Input = z.custom<SimulatorInput>();

/** Which system, and how: what every simulator has, and what only its own has. */
interface SimulatorRequest {
  readonly system: System;
  readonly shared: {
    readonly certDir: string | undefined;
    readonly faults: string | undefined;
    readonly writeConfig: string | undefined;
  };
  readonly special: Readonly<Record<string, unknown>>;
}

/** `onboard simulator`: runs until a signal ends it, which is its ordinary end. */
export async function simulate(context: Context, request: SimulatorRequest): Promise<ExitCode> {
  const options = await optionsOf(context, request);
  const { certDir } = request.shared;
  if (certDir !== undefined) makeCertificateFolder(pathFrom(context.host, certDir));
  const signals = watchSignals(context);
  const simulator = await started(options);
  context.terminal.data(jsonOf(simulator.ready, 'jsonl'));
  if (!signals.signal.aborted) await once(signals.signal, 'abort');
  await simulator.close();
  signals.stop();
  return exitCodes.done;
}

async function optionsOf(
  { environment, host }: Context,
  { system, shared, special }: SimulatorRequest,
): Promise<SimulatorInput> {
  const { faults, certDir, writeConfig, ...same } = shared;
  const password = environment.ONBOARD_SIMULATOR_PASSWORD;
  const given = {
    ...{ ...same, ...(await readFiles(host, { system, special })), system },
    ...(certDir === undefined ? {} : { certDir: pathFrom(host, certDir) }),
    ...(writeConfig === undefined ? {} : { writeConfig: pathFrom(host, writeConfig) }),
    ...(faults === undefined ? {} : { faults: await readJson(pathFrom(host, faults), '--faults') }),
    ...(password === undefined ? {} : { password }),
  };
  const parsed = SimulatorOptions.safeParse(given);
  if (parsed.success) return Input.parse(given);
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new UsageError(`The simulator's options are not valid:\n${problems.join('\n')}`);
}

/** The simulator would make it too, but not end where none can be made. */
function makeCertificateFolder(path: string): void {
  try {
    makeFolder(path, 0o777);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new UsageError(`The folder for certificates cannot be made: ${reason}`, 'Choose another --cert-dir.');
  }
}

/** The options that one simulator alone has; in place of the name of a file, what is in it. */
async function readFiles(
  host: Context['host'],
  { system, special }: Pick<SimulatorRequest, 'system' | 'special'>,
): Promise<Readonly<Record<string, unknown>>> {
  const options = simulators.get(system)?.commandOptions ?? {};
  const read = Object.entries(special).map(async ([name, value]) => {
    const { kind, flags = '' } = options[name] ?? {};
    if (typeof value !== 'string' || (kind !== 'json' && kind !== 'users')) return [name, value] as const;
    const file = pathFrom(host, value);
    const [option = ''] = flags.split(' ');
    return [name, await (kind === 'json' ? readJson(file, option) : readUsers(file, option))] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function readUsers(file: string, option: string): Promise<readonly object[]> {
  const tenant = await readTenantFile(file);
  if (!tenant.ok) throw new UsageError(`The file of ${option} is not valid.\n${formatProblems(tenant.problems, file)}`);
  const { primary, secondary } = tenant.value.users;
  return [...primary, ...secondary].map((user) => ({ ...user, id: userId(user) }));
}

async function readJson(file: string, option: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new UsageError(`The file of ${option} cannot be read: ${reason}`);
  }
}

async function started(options: SimulatorInput): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UsageError(
      `The simulator cannot start: ${error.message}`,
      'Choose another --port, --host or --cert-dir.',
    );
  }
}
