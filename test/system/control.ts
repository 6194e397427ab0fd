import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { z } from 'zod';
import type { Simulator } from '../../simulator/start';

const SimulatedUser = z.object({
  record: z.record(z.string(), z.unknown()),
  identityProviders: z.array(z.string()),
  workspaces: z.record(z.string(), z.object({ workspaceAdmin: z.boolean() })),
  roles: z.record(z.string(), z.string()),
  groups: z.array(z.string()),
  invitations: z.number(),
  groupReassignment: z.array(z.string()).optional(),
});
export const SimulatorState = z.object({ users: z.record(z.string(), SimulatedUser), apiKeys: z.number() });
export type SimulatorState = z.infer<typeof SimulatorState>;

const Requests = z.array(
  z.object({
    n: z.number(),
    at: z.string(),
    method: z.string(),
    path: z.string(),
    query: z.record(z.string(), z.string()),
    user: z.string().nullable(),
    status: z.number().nullable(),
    effect: z.boolean(),
  }),
);
export type SimulatorRequest = z.infer<typeof Requests>[number];

/** A simulator's own calls, over its HTTPS port. */
export interface Control {
  state(): Promise<SimulatorState>;
  requests(after?: number): Promise<SimulatorRequest[]>;
  /** The requests that changed something. */
  effects(after?: number): Promise<SimulatorRequest[]>;
  faults(list: readonly object[]): Promise<void>;
  /** Back to the start: no users but the first ones, no faults, no log. */
  reset(): Promise<void>;
}

export function controlOf({ url, certDir }: Pick<Simulator, 'url' | 'certDir'>): Control {
  const ca = readFileSync(join(certDir, 'ca.crt'), 'utf8');
  const get = (path: string) => call(new URL(path, url), ca);
  const requests = async (after = 0) => Requests.parse(await get(`/__simulator/requests?after=${after}`));
  return {
    state: async () => SimulatorState.parse(await get('/__simulator/state')),
    requests,
    effects: async (after) => (await requests(after)).filter(({ effect }) => effect),
    faults: async (list) => {
      await call(new URL('/__simulator/faults', url), ca, JSON.stringify(list));
    },
    reset: async () => {
      await call(new URL('/__simulator/reset', url), ca, '{}');
    },
  };
}

function call(url: URL, ca: string, body?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(url, { ca, method, headers: { 'content-type': 'application/json' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${url.pathname}: ${answer.statusCode} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
