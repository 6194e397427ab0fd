import type { z } from 'zod';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { SecretReference } from '../../domain/tenant/secret-reference';
import type { SystemFacts } from '../../domain/systems/system-facts';
import type { CertificateWatch } from '../../http/certificate-watch';
import type { TargetWatch } from '../../http/request-watch';
import type { Secret } from '../../http/secret';
import { type Target, TargetError } from './target';

/** What an instance is made with, besides its settings; the watches see certificates and requests. */
export interface Surroundings {
  readonly instance: string;
  readonly openSecret: (reference: SecretReference) => Promise<Secret>;
  readonly certificates: CertificateWatch | undefined;
  readonly requests: TargetWatch | undefined;
}

/** A system as its folder describes it. */
interface Described<Reference extends z.ZodObject, Settings extends z.ZodType> {
  readonly facts: SystemFacts;
  /** `target` of a tenant file: a strict object whose `system` is the literal name. */
  readonly reference: Reference;
  /** An instance in the worker configuration. */
  readonly settings: Settings;
  /** Settings of an instance that nobody configured, in the cluster that the process runs in. */
  readonly inCluster?: z.input<Settings>;
  /** Loads the code that speaks to the system: whoever only reads facts and schemas goes without. */
  load(): Promise<Create<z.output<Reference>, z.output<Settings>>>;
}

/** Answers a function from reference to target for one instance. Nothing is sent until a target is used. */
type Create<Reference, Settings> = (settings: Settings, around: Surroundings) => (ref: Reference) => Target;

/** A system as the registry knows it. */
export interface TargetSystem {
  readonly facts: SystemFacts;
  readonly reference: z.ZodObject;
  readonly settings: z.ZodType;
  readonly inCluster: unknown;
  load(): Promise<Create<TargetRef, unknown>>;
}

/** Makes a system's door. A reference that is none of the system's is TARGET_UNKNOWN: whoever starts a run writes it. */
export function targetSystem<Reference extends z.ZodObject, Settings extends z.ZodType>(
  described: Described<Reference, Settings>,
): TargetSystem {
  const { facts, reference, settings: schema, inCluster } = described;
  return {
    ...{ facts, reference, settings: schema, inCluster },
    async load() {
      const create = await described.load();
      return (settings, around) => {
        const targetOf = create(schema.parse(settings), around);
        return (ref) => {
          const parsed = reference.safeParse(ref);
          if (parsed.success) return targetOf(parsed.data);
          const fields = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? 'target')))].join(', ');
          throw new TargetError('TARGET_UNKNOWN', `this is no reference to a target of ${facts.name}: ${fields}`);
        };
      };
    },
  };
}
