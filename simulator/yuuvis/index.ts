import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { Name } from '../server/option-schemas';
import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { RealmKeys } from './realm-token';
import { traits } from './traits';
import { clientId, realm } from './world';

const sections = ['system', 'admin'] as const;

export const yuuvis = simulatorEntry({
  ...{ name: 'yuuvis', summary: 'Simulate the user management of yuuvis Momentum, with its Keycloak.' },
  options: {
    /** The tenant of yuuvis, and the section of its API that the account may use. */
    tenant: Name.default('acme'),
    section: z.enum(sections).default('system'),
    /** How long a token lasts. */
    tokenSeconds: z.int().min(1).max(86_400).default(300),
    /** Keys of a real Keycloak: the tokens that they have signed are accepted, too. */
    realmKeys: RealmKeys.default({ keys: [] }),
    /** How the realm differs from one as it is at first. */
    realmTraits: z.array(z.enum(traits)).default([]),
  },
  commandOptions: {
    tenant: { flags: '--tenant <name>', help: 'the tenant there is', initial: 'acme' },
    section: {
      ...{ flags: '--section <name>', help: 'section of the API that the account may use' },
      ...{ choices: sections, initial: 'system' },
    },
    realmKeys: {
      ...{ flags: '--realm-keys <file>', kind: 'json' },
      help: "keys (JWKS) of a real Keycloak's realm, whose tokens count too",
    },
    realmTraits: {
      ...{ flags: '--realm-traits <list>', kind: 'list' },
      help: `how the realm differs: ${traits.join(', ')}`,
    },
  },
  examples: [
    ['onboard simulator yuuvis --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator yuuvis --section admin', "for a tenant's own administrator"],
  ],
  async create({ realmTraits, ...options }, superuser) {
    const { createYuuvisSystem } = await import('./yuuvis-system.js');
    return createYuuvisSystem({ ...options, traits: new Set(realmTraits), superuser, now: () => performance.now() });
  },
  settings: ({ url, ca, passwordFile }, { section }) => ({
    api: url,
    keycloak: url,
    realm,
    section,
    client: { id: clientId, secret: { file: passwordFile } },
    ca: { file: ca },
    requestsPerSecond,
  }),
});
