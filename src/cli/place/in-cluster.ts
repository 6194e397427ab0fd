import type { Credentials } from '../../worker/credentials';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { targetLabel } from '../../domain/run/names';
import { createTargetDirectory, inClusterTarget, TargetsConfig, type TargetWatches } from '../../targets/registry';
import { type TargetDirectory, TargetError } from '../../targets/contract/target';
import { type ServicePorts, withPorts } from './service-ports';

/**
 * Every MAS instance of the cluster this process runs in, with the addresses and secrets that the cluster has for it, made
 * when it is asked for. `ports`: of the services, where not the usual ones. What it may open is up to the service account. Throws as a directory does.
 */
export function inClusterDirectory(
  { openSecret }: Pick<Credentials, 'openSecret'>,
  ports: ServicePorts,
  watches: TargetWatches,
): TargetDirectory {
  const made = new Map<string, TargetDirectory>();
  return (ref) => {
    const label = targetLabel(ref);
    const directory =
      made.get(label) ?? createTargetDirectory(withPorts(inClusterTargets(ref), ref, ports), openSecret, watches);
    made.set(label, directory);
    return directory(ref);
  };
}

/** A run's input comes from whoever may start one: only a name that a configuration could hold becomes an address. */
function inClusterTargets(ref: TargetRef): TargetsConfig {
  const defaults = inClusterTarget(ref);
  if (defaults === undefined) {
    throw new TargetError('TARGET_UNKNOWN', `${targetLabel(ref)} has no in-cluster defaults: write a configuration`);
  }
  const targets = TargetsConfig.safeParse(defaults);
  if (targets.success) return targets.data;
  throw new TargetError('TARGET_UNKNOWN', 'the name of the instance is none that an instance can have');
}
