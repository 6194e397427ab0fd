import { loadConfig, type LoadedConfig, type WorkerConfig } from '../config';
import { targetLabel } from '../domain/names';
import type { TargetRef } from '../domain/target-ref';
import { formatProblems } from '../input/problem';
import { createSecretOpener } from '../secrets';
import { createTargetDirectory, type TargetsConfig } from '../targets/registry';
import { type TargetDirectory, TargetError } from '../targets/target';
import type { Context } from './context';
import type { ConfigFlags } from './flags';
import { overruledPorts, type ServicePorts, withPorts } from './service-ports';
import { UsageError } from './usage-error';

/** The worker configuration, opened. */
export interface Targets {
  readonly config: WorkerConfig;
  readonly directory: TargetDirectory;
  readonly concurrency: number;
  readonly readableIds: boolean;
  /** Where the configuration came from. */
  readonly origin: string;
  /** Every target that is configured, in one workspace. */
  refs(workspace: string): readonly TargetRef[];
}

/**
 * Reads the worker configuration whole; opens no secret and calls nothing. `wanted`: in a cluster, its defaults stand in
 * for a configuration. Throws `UsageError` with every problem of it.
 */
export async function openTargets(
  context: Context,
  flags: ConfigFlags & { readonly ports?: ServicePorts | undefined },
  wanted?: TargetRef,
): Promise<Targets> {
  const { environment, variables } = context;
  const inCluster = variables['KUBERNETES_SERVICE_HOST'] !== undefined;
  const loaded = await loadConfig({ path: flags.config, environment, target: inCluster ? wanted : undefined });
  if (!loaded.ok) {
    throw new UsageError(`The worker configuration is not valid.\n${formatProblems(loaded.problems, loaded.name)}`);
  }
  const { directory, name } = loaded;
  const config = { ...loaded.config, targets: portsApplied(loaded, { context, ports: flags.ports, wanted }) };
  return {
    config,
    directory: createTargetDirectory(config.targets, createSecretOpener({ variables, directory })),
    concurrency: config.concurrency,
    readableIds: config.readableIds,
    origin: name,
    refs: (workspace) => refsOf(config.targets, workspace),
  };
}

interface Applied {
  readonly context: Context;
  readonly ports: ServicePorts | undefined;
  readonly wanted: TargetRef | undefined;
}

function portsApplied({ config: { targets }, name }: LoadedConfig, { context, ports, wanted }: Applied): TargetsConfig {
  if (ports === undefined || wanted === undefined) return targets;
  const overruled = overruledPorts(targets, wanted, ports);
  if (overruled.length > 0) {
    context.terminal.say(
      `The configuration ${name} says where ${overruled.join(', ')} is: the port given does not count.`,
    );
  }
  return withPorts(targets, wanted, ports);
}

/**
 * The targets for a worker of the embedded mode. It also meets runs that another command left open, of a target that only
 * that command's configuration has: those wait for it and must not fail.
 */
export function patient(directory: TargetDirectory): TargetDirectory {
  return (ref) => {
    try {
      return directory(ref);
    } catch (error) {
      if (!(error instanceof TargetError) || error.code !== 'TARGET_UNKNOWN') throw error;
      throw new TargetError(
        'TARGET_UNAVAILABLE',
        `this command's worker configuration has no target ${targetLabel(ref)}`,
      );
    }
  };
}

function refsOf({ mas = {} }: TargetsConfig, workspace: string): readonly TargetRef[] {
  return Object.keys(mas).map((instance) => ({ system: 'mas', instance, workspace }));
}
