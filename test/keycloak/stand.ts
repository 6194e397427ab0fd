import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCertificates } from '../../simulator/server/certificates';
import type { Target } from '../../src/targets/contract/target';
import { createKeycloak } from '../../src/targets/keycloak/keycloak';
import { KeycloakRef, KeycloakSettings } from '../../src/targets/keycloak/settings';
import { createSecretOpener } from '../../src/worker/secrets';
import { createCaller } from '../simulator/caller';
import type { Ask } from './cases/case';
import { createKcadm, type Kcadm } from './kcadm';
import { startKeycloak } from './keycloak';
import { accountClient, administrator, makeRealm, tokenFor } from './realm';

const password = 'of the client and of the account 1!';

/** A real Keycloak with three realms like the simulated one: `acme`, `users`, and `by-email`, where that is the user name. */
export interface RealStand {
  readonly folder: string;
  readonly url: string;
  /** A call about the realm `acme`, by its service account. */
  readonly ask: Ask;
  /** As `kcadm.sh`, by the administrator. */
  readonly kcadm: Kcadm;
  /** A target that shares nothing with others; by default with the realm's own service account. */
  worker(realm: string, ref?: object, account?: object): Target;
  /** The worker configuration's part for it: the realm's own service account. */
  settings(realm: string, account?: object): object;
  /** A reference to a file with this text: `password`, `wrong`, or the administrator's name. */
  file(name: 'password' | 'wrong' | 'administrator'): { readonly file: string };
  close(): Promise<void>;
}

export async function startRealStand(): Promise<RealStand> {
  const folder = mkdtempSync(join(tmpdir(), 'keycloak-'));
  await prepareCertificates(folder, ['127.0.0.1', '::1', 'localhost']);
  for (const [name, text] of Object.entries({ password, administrator, wrong: 'another one' })) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  const keycloak = await startKeycloak(folder, password);
  const { url } = keycloak;
  const caller = await createCaller({ port: Number(new URL(url).port), certDir: folder });
  await makeRealm(caller, { realm: 'acme', password });
  await makeRealm(caller, { realm: 'users', password });
  await makeRealm(caller, { realm: 'by-email', password, registrationEmailAsUsername: true });
  const form = { grant_type: 'client_credentials', client_id: accountClient, client_secret: password };
  const token = await tokenFor(caller, 'acme', form);

  const file: RealStand['file'] = (name) => ({ file: join(folder, name) });
  const stand: RealStand = {
    ...{ folder, url, file, kcadm: createKcadm(keycloak, folder, password) },
    async ask(method, path, body) {
      const headers = { authorization: `Bearer ${token}` };
      const sent = { method, path: `/admin/realms/acme${path}`, headers, ...(body === undefined ? {} : { body }) };
      const got = await caller.call(sent);
      return { status: got.status, body: got.text === '' ? undefined : got.json(), location: got.headers.location };
    },
    settings: (realm, account = {}) => ({
      account: { realm, client: { id: accountClient, secret: file('password') }, ...account },
      ...{ address: url, ca: { file: join(folder, 'ca.crt') }, requestsPerSecond: 500 },
    }),
    worker(realm, ref = {}, account = {}) {
      const settings = KeycloakSettings.parse(stand.settings(realm, account));
      const place = { system: 'keycloak', instance: 'inst1', realm };
      return createKeycloak({ settings, openSecret: createSecretOpener() })(KeycloakRef.parse({ ...place, ...ref }));
    },
    async close() {
      caller.close();
      await keycloak.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return stand;
}
