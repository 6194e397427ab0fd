import { z } from 'zod';
import { targetLabel } from '../domain/names';
import { Name, type TargetRef } from '../domain/target-ref';
import { createMas, MasSettings, type MasDeps } from './mas/index';
import { TargetError, type Target, type TargetDirectory } from './target';

/** `targets` of the worker configuration: the instances of each system, by the name that tenants use. */
export const TargetsConfig = z.strictObject({
  mas: z.record(Name, MasSettings).optional(),
});
export type TargetsConfig = z.infer<typeof TargetsConfig>;

/** The targets that the configuration names. Nothing is opened or sent until a target is used. `certificates` sees those of the servers. */
export function createTargetDirectory(
  config: TargetsConfig,
  openSecret: MasDeps['openSecret'],
  certificates?: MasDeps['certificates'],
): TargetDirectory {
  const systems = {
    mas: instancesOf(config.mas, (name, settings) => createMas({ instance: name, settings, openSecret, certificates })),
  };
  return (ref) => systems[ref.system].get(ref.instance)?.(ref.workspace, ref.version) ?? unknownTarget(ref);
}

function instancesOf<S, T>(
  settings: Readonly<Record<string, S>> | undefined,
  create: (instance: string, settings: S) => T,
): Map<string, T> {
  return new Map(Object.entries(settings ?? {}).map(([name, value]) => [name, create(name, value)]));
}

function unknownTarget(ref: TargetRef): Target {
  throw new TargetError('TARGET_UNKNOWN', `the worker configuration has no target ${targetLabel(ref)}`);
}
