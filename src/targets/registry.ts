import { z } from 'zod';
import { targetLabel } from '../domain/run/names';
import { isSystem, type System, systems } from '../domain/systems/systems';
import { Name, type TargetRef } from '../domain/tenant/target-ref';
import type { CertificateWatch } from '../http/certificate-watch';
import type { RequestWatch } from '../http/request-watch';
import type { OpenSecret } from './connection/service';
import { TargetError, type TargetDirectory } from './contract/target';
import type { TargetSystem } from './contract/target-system';
import * as registered from './systems';

const byName: ReadonlyMap<string, TargetSystem> = new Map(
  Object.values(registered).map((system) => [system.facts.name, system]),
);

/** Every registered system, the default first. */
export const targetSystems: readonly TargetSystem[] = systems.flatMap((name) => byName.get(name) ?? []);

/** `targets` of the worker configuration: the instances of each system, by the name that tenants use. */
export type TargetsConfig = { readonly [S in System]?: Readonly<Record<string, unknown>> | undefined };
export const TargetsConfig: z.ZodType<TargetsConfig> = z.strictObject(
  Object.fromEntries(targetSystems.map(({ facts, settings }) => [facts.name, z.record(Name, settings).optional()])),
);

const [first, ...others] = targetSystems.map(({ reference }) => reference);

/** `target` of a tenant file, held to the rules of its system. */
export const AnyReference = z.discriminatedUnion('system', [first ?? z.strictObject({ system: z.never() }), ...others]);

/** A field of a reference, of the first system that has it. */
export function referenceField(field: string): z.ZodType {
  const shapes: readonly Readonly<Record<string, unknown>>[] = targetSystems.map(({ reference }) => reference.shape);
  const found = shapes.find((shape) => field in shape)?.[field];
  return found instanceof z.ZodType ? found : z.string();
}

/** Who sees what the targets do: the certificates of the servers, the requests to them. */
export interface TargetWatches {
  readonly certificates?: CertificateWatch;
  readonly requests?: RequestWatch;
}

/** The targets that the configuration names. Nothing is opened or sent until a target is used. */
export async function createTargetDirectory(
  config: TargetsConfig,
  openSecret: OpenSecret,
  watches: TargetWatches = {},
): Promise<TargetDirectory> {
  const used = new Set(configuredTargets(config).map(({ system }) => system));
  return (await loadTargets([...used], openSecret, watches))(config);
}

/** As `createTargetDirectory`, of configurations that come later: of what `inClusterTarget` answers. */
export function loadInClusterTargets(openSecret: OpenSecret, watches: TargetWatches) {
  return loadTargets(
    systems.filter((name) => byName.get(name)?.inCluster !== undefined),
    openSecret,
    watches,
  );
}

/** Loads the code of these systems: answers what makes directories of configurations that name no others. */
async function loadTargets(
  used: readonly System[],
  openSecret: OpenSecret,
  { certificates, requests }: TargetWatches,
): Promise<(config: TargetsConfig) => TargetDirectory> {
  const loaded = new Map(await Promise.all(used.map(async (name) => [name, await byName.get(name)?.load()] as const)));
  return (config) => {
    const bound = new Map(
      configuredTargets(config).map(({ system, instance }) => {
        const label = targetLabel({ system, instance });
        const around = { instance, openSecret, certificates, requests: requests?.at(label) };
        return [label, loaded.get(system)?.(config[system]?.[instance], around)];
      }),
    );
    return (ref) => {
      const targetOf = bound.get(targetLabel(ref));
      if (targetOf !== undefined) return targetOf(ref);
      throw new TargetError('TARGET_UNKNOWN', `the worker configuration has no target ${targetLabel(ref)}`);
    };
  };
}

/** How many requests a second a worker sends to a target at most; undefined where the configuration does not have it. */
export function rateOf(config: TargetsConfig, { system, instance }: Pick<TargetRef, 'system' | 'instance'>) {
  return Paced.safeParse(config[system]?.[instance]).data?.requestsPerSecond;
}

const Paced = z.looseObject({ requestsPerSecond: z.number() });

/** Every instance of every system that the configuration names. */
export function configuredTargets(config: TargetsConfig): { readonly system: System; readonly instance: string }[] {
  return systems.flatMap((system) => Object.keys(config[system] ?? {}).map((instance) => ({ system, instance })));
}

/** The target of the cluster that this process runs in, as a configuration; undefined for a system that has none. */
export function inClusterTarget({ system, instance }: Pick<TargetRef, 'system' | 'instance'>): unknown {
  const settings = isSystem(system) ? byName.get(system)?.inCluster : undefined;
  return settings === undefined ? undefined : { [system]: { [instance]: settings } };
}
