import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { DirectoryEntries } from './directory-entries';
import { createIdmgmtSystem } from './idmgmt-system';
import { seedPeople } from './world';

export const idmgmt = simulatorEntry({
  ...{ name: 'idmgmt', summary: "Simulate IBM's identity management, with its directory." },
  options: {
    /** Who is in the LDAP directory, besides the superuser and the seed users. */
    directory: DirectoryEntries.default([]),
  },
  commandOptions: {
    directory: { flags: '--directory <file>', help: 'tenant file whose users are in the directory' },
  },
  examples: [
    ['onboard simulator idmgmt --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator idmgmt --directory tenant.yaml', "the tenant's users are in the directory"],
  ],
  create: ({ seed, seedUsers, directory }, superuser) =>
    createIdmgmtSystem({
      seed,
      superuser,
      directory: [...seedPeople(seedUsers), ...directory],
      tokenSeconds: 43_200,
    }),
  settings: ({ url, ca, usernameFile, passwordFile }) => ({
    address: url,
    account: { username: { file: usernameFile }, password: { file: passwordFile } },
    ca: { file: ca },
    requestsPerSecond,
  }),
});
