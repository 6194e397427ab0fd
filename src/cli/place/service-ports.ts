import type { TargetRef } from '../../domain/tenant/target-ref';
import type { TargetsConfig } from '../../targets/registry';

/** Ports of the three services of a MAS instance, for addresses that are the in-cluster defaults. */
export interface ServicePorts {
  readonly coreApi?: number | undefined;
  readonly adminDashboard?: number | undefined;
  readonly manageApi?: number | undefined;
}

/** The targets with these ports for one of them; what the configuration says counts more. */
export function withPorts(targets: TargetsConfig, { system, instance }: TargetRef, ports: ServicePorts): TargetsConfig {
  const settings = system === 'mas' ? targets.mas?.[instance] : undefined;
  if (settings === undefined) return targets;
  const own = Object.fromEntries(Object.entries(settings.ports ?? {}).filter(([, port]) => port !== undefined));
  return { ...targets, mas: { ...targets.mas, [instance]: { ...settings, ports: { ...ports, ...own } } } };
}

/** The services whose port is given, although the configuration says where they are. */
export function overruledPorts(
  targets: TargetsConfig,
  { system, instance }: TargetRef,
  ports: ServicePorts,
): readonly (keyof ServicePorts)[] {
  if (system !== 'mas') return [];
  const settings = targets.mas?.[instance];
  const services = ['coreApi', 'adminDashboard', 'manageApi'] as const;
  return services.filter(
    (service) =>
      ports[service] !== undefined && (settings?.[service] !== undefined || settings?.ports?.[service] !== undefined),
  );
}
