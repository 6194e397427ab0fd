import { z } from 'zod';
import { targetLabel } from '../domain/run/names';
import { Name, type System, systems, type TargetRefs } from '../domain/tenant/target-ref';
import type { CertificateWatch } from '../http/certificate-watch';
import type { RequestWatch } from '../http/request-watch';
import type { OpenSecret } from './connection/service';
import { createIdmgmt, IdmgmtSettings } from './idmgmt/index';
import { createMas, MasSettings } from './mas/index';
import { TargetError, type Target, type TargetDirectory } from './contract/target';
import { createYuuvis, YuuvisSettings } from './yuuvis/index';

/** `targets` of the worker configuration: the instances of each system, by the name that tenants use. */
export const TargetsConfig = z.strictObject({
  mas: z.record(Name, MasSettings).optional(),
  yuuvis: z.record(Name, YuuvisSettings).optional(),
  idmgmt: z.record(Name, IdmgmtSettings).optional(),
});
export type TargetsConfig = z.infer<typeof TargetsConfig>;

type InstancesOf<S extends System> = ReadonlyMap<string, (ref: TargetRefs[S]) => Target>;
type Instances = { readonly [S in keyof TargetsConfig]-?: InstancesOf<S> };

/** Who sees what the targets do: the certificates of the servers, the requests to them. */
export interface TargetWatches {
  readonly certificates?: CertificateWatch;
  readonly requests?: RequestWatch;
}

/** The targets that the configuration names. Nothing is opened or sent until a target is used. */
export function createTargetDirectory(
  config: TargetsConfig,
  openSecret: OpenSecret,
  { certificates, requests }: TargetWatches = {},
): TargetDirectory {
  const at = (system: System, instance: string) => {
    return { openSecret, certificates, requests: requests?.at(targetLabel({ system, instance })) };
  };
  const instances: Instances = {
    mas: instancesOf(config.mas, (instance, settings) => {
      const targetIn = createMas({ instance, settings, ...at('mas', instance) });
      return ({ workspace, version }) => targetIn(workspace, version);
    }),
    yuuvis: instancesOf(config.yuuvis, (instance, settings) => createYuuvis({ settings, ...at('yuuvis', instance) })),
    idmgmt: instancesOf(config.idmgmt, (instance, settings) => createIdmgmt({ settings, ...at('idmgmt', instance) })),
  };
  return (ref) => targetOf(instances, ref.system, ref);
}

/** Every instance of every system that the configuration names. */
export function configuredTargets(config: TargetsConfig): { readonly system: System; readonly instance: string }[] {
  const named: { readonly [S in System]?: object | undefined } = config;
  return systems.flatMap((system) => Object.keys(named[system] ?? {}).map((instance) => ({ system, instance })));
}

function instancesOf<Settings, Bound>(
  settings: Readonly<Record<string, Settings>> | undefined,
  bind: (instance: string, settings: Settings) => Bound,
): ReadonlyMap<string, Bound> {
  return new Map(Object.entries(settings ?? {}).map(([name, value]) => [name, bind(name, value)]));
}

function targetOf<S extends System>(
  instances: { readonly [Known in System]?: InstancesOf<Known> },
  system: S,
  ref: TargetRefs[S],
): Target {
  const target = instances[system]?.get(ref.instance)?.(ref);
  if (target !== undefined) return target;
  throw new TargetError('TARGET_UNKNOWN', `the worker configuration has no target ${targetLabel(ref)}`);
}
