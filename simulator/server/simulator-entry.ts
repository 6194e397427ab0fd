import { z } from 'zod';
import type { SimulatedSystem } from './system';
import type { Reach } from './worker-configuration';

/** What every simulator has. */
export interface SharedOptions {
  readonly instance: string;
  readonly seed: number;
  readonly seedUsers: number;
}

export interface Superuser {
  readonly username: string;
  readonly password: string;
}

/** An option of the command line, which stands for the option of the same name in camel case. */
export interface CommandOption {
  /** As commander writes it: `--workspace <name>`. */
  readonly flags: string;
  readonly help: string;
  /** How the text is read; as it is, unless this says it. `json` and `users` name a file: JSON, or a tenant file whose users count. */
  readonly kind?: 'duration' | 'list' | 'json' | 'users';
  readonly choices?: readonly string[];
  readonly initial?: unknown;
  /** `initial`, as help shows it. */
  readonly shown?: string;
}

/** How the command line offers a simulator. */
interface Offered {
  readonly summary: string;
  /** By the name of the option that each sets. */
  readonly commandOptions: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

interface Described<Shape extends z.ZodRawShape> extends Offered {
  readonly name: string;
  readonly byDefault?: true;
  /** The options that it alone has; each needs a default. */
  readonly options: Shape;
  /** Loads what it needs only then: the list is loaded for help, too. */
  create(
    options: z.output<z.ZodObject<Shape>> & SharedOptions,
    superuser: Superuser,
  ): SimulatedSystem | Promise<SimulatedSystem>;
  /** The instance in the worker configuration that reaches it; paths are absolute. */
  settings(reach: Reach, options: z.output<z.ZodObject<Shape>> & SharedOptions): object;
  /** Names that its certificate is made for, besides those of this machine. */
  hostNames?(options: z.output<z.ZodObject<Shape>> & SharedOptions): readonly string[];
  /** What it says of itself when it is ready, besides where it is. */
  ready?(options: z.output<z.ZodObject<Shape>>): object;
}

/** A simulator, bound to its options, as the server in front of it sees it. */
interface Bound {
  create(superuser: Superuser): Promise<SimulatedSystem>;
  settings(reach: Reach): object;
  readonly hostNames: readonly string[];
  readonly ready: object;
}

/** A simulator as the list knows it. */
export interface SimulatorEntry extends Offered {
  readonly name: string;
  readonly byDefault: boolean;
  readonly options: z.ZodRawShape;
  bind(options: SharedOptions): Bound;
}

export function simulatorEntry<Shape extends z.ZodRawShape>(described: Described<Shape>): SimulatorEntry {
  const { name, options: shape, byDefault = false, summary, commandOptions, examples } = described;
  const own = z.object(shape);
  return {
    ...{ name, byDefault, options: shape, summary, commandOptions, examples },
    bind(given) {
      const mine = own.parse(given);
      const { instance, seed, seedUsers } = given;
      const options = { ...mine, instance, seed, seedUsers };
      return {
        create: async (superuser) => await described.create(options, superuser),
        settings: (reach) => described.settings(reach, options),
        hostNames: described.hostNames?.(options) ?? [],
        ready: described.ready?.(mine) ?? {},
      };
    },
  };
}

/** A simulator needs no protection, and a rehearsal should not wait for one. */
export const requestsPerSecond = 500;
