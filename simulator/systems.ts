import { performance } from 'node:perf_hooks';
import { createIdmgmtSystem } from './idmgmt/idmgmt-system';
import { seedPeople } from './idmgmt/world';
import { hostNames } from './mas/host-names';
import { createMasSystem } from './mas/mas-system';
import type { SimulatorOptions } from './options';
import type { SimulatedSystem } from './server/system';
import type { Reach } from './server/worker-configuration';
import { clientId, realm } from './yuuvis/world';
import { createYuuvisSystem } from './yuuvis/yuuvis-system';

/** What the simulator in front of a system must know of it. */
interface SystemKind {
  create(
    options: SimulatorOptions,
    superuser: { readonly username: string; readonly password: string },
  ): SimulatedSystem;
  /** Names that its certificate is made for, besides those of this machine. */
  hostNames(options: SimulatorOptions): readonly string[];
  /** The instance in the worker configuration that reaches it; paths are absolute. */
  settings(reach: Reach, options: SimulatorOptions): object;
}

// A simulator needs no protection, and a rehearsal should not wait for one.
const requestsPerSecond = 500;

export const systems: Readonly<Record<SimulatorOptions['system'], SystemKind>> = {
  mas: {
    create: (options, superuser) =>
      createMasSystem({ ...options, superuser, now: () => performance.now() }, options.seedUsers),
    hostNames,
    settings: ({ url, ca, cert, key, usernameFile, passwordFile }) => ({
      coreApi: url,
      adminDashboard: url,
      manageApi: url,
      superuser: { username: { file: usernameFile }, password: { file: passwordFile } },
      ca: { file: ca },
      manageCertificate: { cert: { file: cert }, key: { file: key } },
      requestsPerSecond,
    }),
  },
  yuuvis: {
    create: ({ seed, seedUsers, tenant, section, tokenSeconds, realmKeys }, superuser) => {
      const own = { seed, seedUsers, tenant, section, tokenSeconds, realmKeys };
      return createYuuvisSystem({ ...own, superuser, now: () => performance.now() });
    },
    hostNames: () => [],
    settings: ({ url, ca, passwordFile }, { section }) => ({
      api: url,
      keycloak: url,
      realm,
      section,
      client: { id: clientId, secret: { file: passwordFile } },
      ca: { file: ca },
      requestsPerSecond,
    }),
  },
  idmgmt: {
    create: ({ seed, seedUsers, directory }, superuser) =>
      createIdmgmtSystem({
        seed,
        superuser,
        directory: [...seedPeople(seedUsers), ...directory],
        tokenSeconds: 43_200,
      }),
    hostNames: () => [],
    settings: ({ url, ca, usernameFile, passwordFile }) => ({
      address: url,
      account: { username: { file: usernameFile }, password: { file: passwordFile } },
      ca: { file: ca },
      requestsPerSecond,
    }),
  },
};
