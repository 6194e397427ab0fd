import { z } from 'zod';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { inClusterTarget, type TargetsConfig } from '../../targets/registry';

/** Ports of the three services of a MAS instance, for addresses that are the in-cluster defaults. */
export interface ServicePorts {
  readonly coreApi?: number | undefined;
  readonly adminDashboard?: number | undefined;
  readonly manageApi?: number | undefined;
}

const Port = z.number().optional();
const Service = z.string().optional();

/** Settings of an instance that has these services. */
const Settings = z.looseObject({
  ...{ coreApi: Service, adminDashboard: Service, manageApi: Service },
  ports: z.object({ coreApi: Port, adminDashboard: Port, manageApi: Port }).optional(),
});

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
export function overruledPorts(
  targets: TargetsConfig,
  target: TargetRef,
  ports: ServicePorts,
): readonly (keyof ServicePorts)[] {
  const settings = settingsOf(targets, target);
  const services = ['coreApi', 'adminDashboard', 'manageApi'] as const;
  return services.filter(
    (service) =>
      ports[service] !== undefined && (settings?.[service] !== undefined || settings?.ports?.[service] !== undefined),
  );
}
