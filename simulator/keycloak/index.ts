import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { Name } from '../server/option-schemas';
import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { accountRealm, clientId } from './world';

export const keycloak = simulatorEntry({
  ...{ name: 'keycloak', summary: 'Simulate a Keycloak with one realm of users.' },
  options: {
    realm: Name.default('acme'),
    /** Whether the realm takes the e-mail address as user name. */
    emailAsUsername: z.boolean().default(false),
    /** How long a token lasts. */
    tokenSeconds: z.int().min(1).max(86_400).default(300),
  },
  commandOptions: {
    realm: { flags: '--realm <name>', help: 'the realm of users there is', initial: 'acme' },
    emailAsUsername: { flags: '--email-as-username', help: 'the e-mail address is the user name there' },
  },
  examples: [
    ['onboard simulator keycloak --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
  ],
  async create(options, superuser) {
    const { createKeycloakSystem } = await import('./keycloak-system.js');
    return createKeycloakSystem({ ...options, superuser, now: () => performance.now() });
  },
  settings: ({ url, ca, passwordFile }) => ({
    address: url,
    account: { realm: accountRealm, client: { id: clientId, secret: { file: passwordFile } } },
    ca: { file: ca },
    requestsPerSecond,
  }),
});
