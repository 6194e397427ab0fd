import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { DirectoryEntries, UserEntries } from './directory-entries';

export const idmgmt = simulatorEntry({
  ...{ name: 'idmgmt', summary: "Simulate IBM's identity management, with its directory." },
  options: {
    /** Who is in the LDAP directory, besides the superuser and the seed users: entries, or users of a tenant file. */
    directory: UserEntries.or(DirectoryEntries).default([]),
  },
  commandOptions: {
    directory: { flags: '--directory <file>', help: 'tenant file whose users are in the directory', kind: 'users' },
  },
  examples: [
    ['onboard simulator idmgmt --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator idmgmt --directory tenant.yaml', "the tenant's users are in the directory"],
  ],
  async create({ seed, seedUsers, directory }, superuser) {
    const { createIdmgmtSystem } = await import('./idmgmt-system.js');
    const { seedPeople } = await import('./world.js');
    const everybody = [...seedPeople(seedUsers), ...directory];
    return createIdmgmtSystem({ seed, superuser, directory: everybody, tokenSeconds: 43_200 });
  },
  settings: ({ url, ca, usernameFile, passwordFile }) => ({
    address: url,
    account: { username: { file: usernameFile }, password: { file: passwordFile } },
    ca: { file: ca },
    requestsPerSecond,
  }),
});
