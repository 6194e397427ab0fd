import { z } from 'zod';
import type { Credentials } from '../../worker/credentials';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { targetLabel } from '../../domain/run/names';
import { inClusterTarget, loadInClusterTargets, TargetsConfig, type TargetWatches } from '../../targets/registry';
import { type TargetDirectory, TargetError } from '../../targets/contract/target';

/**
 * Every instance of the cluster this process runs in, with the addresses and secrets that the cluster has for it, made
 * when it is asked for. `ports`: of the services, where not the usual ones. What it may open is up to the service account. Throws as a directory does.
 */
export async function inClusterDirectory(
  { openSecret }: Pick<Credentials, 'openSecret'>,
  ports: ServicePorts,
  watches: TargetWatches,
): Promise<TargetDirectory> {
  const directoryOf = await loadInClusterTargets(openSecret, watches);
  const made = new Map<string, TargetDirectory>();
  return (ref) => {
    const label = targetLabel(ref);
    const directory = made.get(label) ?? directoryOf(withPorts(inClusterTargets(ref), ref, ports));
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

/** Ports of an instance's services, by their names in its settings, for addresses that are the in-cluster defaults. */
export type ServicePorts = Readonly<Record<string, number | undefined>>;

/** Settings of an instance that has services in the cluster. */
const Settings = z.looseObject({ ports: z.record(z.string(), z.number().optional()).optional() });

/** Only of a system that has services in the cluster. */
function settingsOf(targets: TargetsConfig, target: TargetRef) {
  if (inClusterTarget(target) === undefined) return undefined;
  return Settings.safeParse(targets[target.system]?.[target.instance]).data;
}

/** The targets with these ports for one of them; what the configuration says counts more. */
export function withPorts(targets: TargetsConfig, target: TargetRef, ports: ServicePorts): TargetsConfig {
  const settings = settingsOf(targets, target);
  if (settings === undefined) return targets;
  const { system, instance } = target;
  const own = Object.fromEntries(Object.entries(settings.ports ?? {}).filter(([, port]) => port !== undefined));
  return { ...targets, [system]: { ...targets[system], [instance]: { ...settings, ports: { ...ports, ...own } } } };
}

/** The services whose port is given, although the configuration says where they are. */
export function overruledPorts(targets: TargetsConfig, target: TargetRef, ports: ServicePorts): readonly string[] {
  const settings = settingsOf(targets, target);
  return Object.entries(ports).flatMap(([service, port]) => {
    const said = settings?.[service] !== undefined || settings?.ports?.[service] !== undefined;
    return port !== undefined && said ? [service] : [];
  });
}
