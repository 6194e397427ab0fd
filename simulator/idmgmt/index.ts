import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { z } from 'zod';
import { DirectoryEntries, UserEntries } from './directory-entries';
import { teamTraits } from './traits';

export const idmgmt = simulatorEntry({
  ...{ name: 'idmgmt', summary: "Simulate IBM's identity management, with its directory." },
  options: {
    /**
     * Who is in the LDAP directory, besides the superuser and the seed users: entries, or users of a tenant file. The
     * cluster lists none of them unless an entry says `known`.
     */
    directory: UserEntries.or(DirectoryEntries).default([]),
    /** How the cluster differs. */
    teamTraits: z.array(z.enum(teamTraits)).default([]),
  },
  commandOptions: {
    directory: { flags: '--directory <file>', help: 'tenant file whose users are in LDAP', kind: 'users' },
    teamTraits: {
      ...{ flags: '--team-traits <list>', kind: 'list' },
      help: `how the cluster differs: ${teamTraits.join(', ')}`,
    },
  },
  examples: [
    ['onboard simulator idmgmt --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    [
      'onboard simulator idmgmt --directory tenant.yaml',
      "the tenant's users are in LDAP, and not known to the cluster yet",
    ],
  ],
  async create({ seed, seedUsers, directory, teamTraits: chosen }, superuser) {
    const { createIdmgmtSystem } = await import('./idmgmt-system.js');
    const { seedPeople } = await import('./world.js');
    const everybody = [...seedPeople(seedUsers), ...directory];
    return createIdmgmtSystem({ seed, superuser, directory: everybody, tokenSeconds: 43_200, traits: new Set(chosen) });
  },
  settings: ({ url, ca, usernameFile, passwordFile }) => ({
    address: url,
    account: { username: { file: usernameFile }, password: { file: passwordFile } },
    ca: { file: ca },
    requestsPerSecond,
  }),
});
