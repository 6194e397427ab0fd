import { z } from 'zod';
import { FaultList } from './server/faults';
import { Milliseconds, Name } from './server/option-schemas';
import type { SimulatorEntry } from './server/simulator-entry';
export type { CommandOption, SimulatorEntry } from './server/simulator-entry';
import * as listed from './systems';

/** Every simulator, by the name of its system. */
export const simulators: ReadonlyMap<string, SimulatorEntry> = new Map(
  Object.values(listed).map((entry) => [entry.name, entry]),
);

const names = [...simulators.keys()];
const standard = [...simulators.values()].find(({ byDefault }) => byDefault)?.name ?? '';

const shared = {
  system: z.enum(names).default(standard),
  /** The address to listen on. The `/__simulator` calls answer to loopback callers only, whatever it is. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(9443),
  /** The name under which others reach the simulator, when it isn't `host`: it goes into the certificate and the written configuration. */
  publicHost: z.string().min(1).optional(),
  instance: Name.default('inst1'),
  /** Without one, a temporary folder is used and removed at the end. */
  certDir: z.string().min(1).optional(),
  latencyMs: Milliseconds.default(0),
  seedUsers: z.int().min(0).max(100_000).default(0),
  seed: z.int().nonnegative().default(1),
  faults: FaultList.default([]),
  /** Where to write the worker configuration that reaches the simulator. */
  writeConfig: z.string().min(1).optional(),
  /** The superuser's password; generated when absent. */
  password: z.string().min(1).optional(),
};

const Shared = z.object(shared);
const ownShapes: readonly z.ZodRawShape[] = [...simulators.values()].map(({ options }) => options);
const own: z.ZodRawShape = Object.fromEntries(ownShapes.flatMap((shape) => Object.entries(shape)));

/**
 * How a simulator is started: what every one has, and what its system has of its own. Times are in milliseconds; `faults` is
 * the list of design section 7.
 */
export const SimulatorOptions = z.strictObject({ ...own, ...shared });
export type SimulatorOptions = z.output<typeof Shared> & { readonly [own: string]: unknown };
export type SimulatorInput = z.input<typeof Shared> & { readonly [own: string]: unknown };
