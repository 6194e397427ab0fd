import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SimulatorInput } from '../../../simulator/start';
import type { Person } from '../../../src/domain/tenant/person';
import type { Target } from '../../../src/targets/contract/target';
import { createKeycloak } from '../../../src/targets/keycloak/keycloak';
import { KeycloakRef, KeycloakSettings } from '../../../src/targets/keycloak/settings';
import { createSecretOpener } from '../../../src/worker/secrets';
import { createCaller } from '../../simulator/caller';
import { type Control, controlOf } from '../../system/control';
import { startTestSimulator } from '../../system/simulator';
import { createSkippingClock } from '../mas/rig';

const names = z.array(z.string());
const ShownUser = z.object({
  ...{ record: z.record(z.string(), z.unknown()), requiredActions: names, roles: names, clientRoles: names },
  ...{ groups: names, links: z.record(z.string(), z.object({ userId: z.string() })), organizations: names },
});
const Shown = z.object({ users: z.record(z.string(), ShownUser) });

export const ada: Person = {
  ...{ id: 'Ada@acme.example', email: 'ada@acme.example', givenName: 'Ada', familyName: 'Lovelace' },
};
export const bob: Person = { ...ada, id: 'bob', email: 'bob@acme.example', givenName: 'Bob' };

/** A simulated Keycloak, and targets that reach it as separate workers would: each `worker` shares nothing. */
export interface Rig {
  readonly control: Control;
  users(): Promise<z.infer<typeof Shown>['users']>;
  worker(ref?: object, settings?: object): Target;
  /** What was asked since the last call of this function, but for the log-ins: `POST /users`. */
  asked(): Promise<string[]>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startRig(input: SimulatorInput = {}): Promise<Rig> {
  const simulator = await startTestSimulator({ system: 'keycloak', ...input });
  const { url, certDir, superuser } = simulator;
  const ca = join(certDir, 'ca.crt');
  readFileSync(ca);
  const base = {
    ...{ address: url, ca: { file: ca }, requestsPerSecond: 10_000 },
    account: { client: { id: 'tenant-onboarding', secret: { file: superuser.passwordFile } } },
  };
  const control = controlOf(simulator);
  const caller = await createCaller(simulator);
  const clock = createSkippingClock();
  let seen = 0;
  return {
    control,
    users: async () => Shown.parse((await caller.call({ path: '/__simulator/state' })).json()).users,
    worker(ref = {}, settings = {}) {
      const deps = {
        settings: KeycloakSettings.parse({ ...base, ...settings }),
        openSecret: createSecretOpener(),
        clock,
      };
      const place = { system: 'keycloak', instance: 'inst1', realm: 'acme' };
      return createKeycloak(deps)(KeycloakRef.parse({ ...place, ...ref }));
    },
    async asked() {
      const requests = await control.requests(seen);
      seen = requests.at(-1)?.n ?? seen;
      return requests
        .filter(({ path }) => !path.endsWith('/token'))
        .map(
          ({ method, path }) =>
            `${method} ${path.replace('/admin/realms/acme', '').replaceAll(/[\w]{8}-[\w-]{27}/g, 'ID')}`,
        );
    },
    async reset() {
      await caller.call({ method: 'POST', path: '/__simulator/reset', body: {} });
      seen = 0;
    },
    async close() {
      caller.close();
      await simulator.close();
    },
  };
}
