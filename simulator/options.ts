import { z } from 'zod';
import { FaultList } from './server/faults';
import { DirectoryEntries } from './idmgmt/directory-entries';
import { RealmKeys } from './yuuvis/realm-token';

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and "-"');
const Milliseconds = z
  .number()
  .nonnegative()
  .max(24 * 3_600_000);

/** The releases whose calls this simulator knows. */
const MasVersion = z
  .string()
  .regex(
    /^(?:8\.\d+|9\.[01])(?:\.(?:\d+(?:-pre\.\d+)?|x))?$/,
    'must be a MAS version up to 9.1, such as "9.1", "9.0.x" or "8.11"',
  );

const RandomSeed = z.int().nonnegative();

/** How a simulator is started. Times are in milliseconds; `faults` is the list of design section 7. */
export const SimulatorOptions = z.strictObject({
  system: z.enum(['mas', 'yuuvis', 'idmgmt']).default('mas'),
  /** The address to listen on. The `/__simulator` calls answer to loopback callers only, whatever it is. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(9443),
  /** The name under which others reach the simulator, when it isn't `host`: it goes into the certificate and the written configuration. */
  publicHost: z.string().min(1).optional(),
  instance: Name.default('inst1'),
  workspace: Name.default('ws1'),
  /** Without one, a temporary folder is used and removed at the end. */
  certDir: z.string().min(1).optional(),
  latencyMs: Milliseconds.default(0),
  syncDelayMs: Milliseconds.default(0),
  masVersion: MasVersion.default('9.0'),
  apps: z.array(Name).default(['manage', 'facilities', 'iot']),
  seedUsers: z.int().min(0).max(100_000).default(0),
  seed: RandomSeed.default(1),
  /** Who is in the LDAP directory of idmgmt, besides the superuser and the seed users. */
  directory: DirectoryEntries.default([]),
  /** The tenant of yuuvis, and the section of its API that the account may use. */
  tenant: Name.default('acme'),
  section: z.enum(['system', 'admin']).default('system'),
  /** How long a token of yuuvis lasts. */
  tokenSeconds: z.int().min(1).max(86_400).default(300),
  /** Keys of a real Keycloak: yuuvis accepts the tokens that they have signed, besides its own. */
  realmKeys: RealmKeys.default([]),
  faults: FaultList.default([]),
  /** Where to write the worker configuration that reaches the simulator. */
  writeConfig: z.string().min(1).optional(),
  /** The superuser's password; generated when absent. */
  password: z.string().min(1).optional(),
});
export type SimulatorOptions = z.output<typeof SimulatorOptions>;
export type SimulatorInput = z.input<typeof SimulatorOptions>;
