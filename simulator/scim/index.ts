import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { base, tokenPath } from './world';

const pagings = ['index', 'cursor'] as const;

export const scim = simulatorEntry({
  ...{ name: 'scim', summary: 'Simulate a SCIM 2.0 service, with the OAuth service that gives it tokens.' },
  options: {
    /** How its listings have pages, and whether it can look for somebody. */
    paging: z.enum(pagings).default('index'),
    filters: z.boolean().default(true),
    /** How long a token lasts. */
    tokenSeconds: z.int().min(1).max(86_400).default(300),
  },
  commandOptions: {
    paging: { flags: '--paging <way>', help: 'how listings have pages', choices: pagings, initial: 'index' },
  },
  examples: [
    ['onboard simulator scim --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator scim --paging cursor', 'with the pages of RFC 9865'],
  ],
  async create(options, superuser) {
    const { createScimSystem } = await import('./scim-system.js');
    return createScimSystem({ ...options, superuser, now: () => performance.now() });
  },
  settings: ({ url, ca, usernameFile, passwordFile }) => ({
    address: `${url}${base}`,
    client: { tokenAddress: `${url}${tokenPath}`, id: { file: usernameFile }, secret: { file: passwordFile } },
    ca: { file: ca },
    requestsPerSecond,
  }),
});
