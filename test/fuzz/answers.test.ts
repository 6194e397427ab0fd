import type { ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Plan } from '../../src/domain/run/plan';
import type { TargetRef } from '../../src/domain/tenant/target-ref';
import { type Finding, NotReadable, type Target, TargetError } from '../../src/targets/contract/target';
import { createTargetDirectory, TargetsConfig } from '../../src/targets/registry';
import { createSecretOpener } from '../../src/worker/secrets';
import { createAuthority } from '../http/server/authority';
import { type HttpsServer, startHttpsServer } from '../http/server/https-server';
import { jsonLike, patienceMs, runsOf, textLike } from './fuzz';

// Whatever a far side answers, a call ends in time, as what it says or as an error of the catalogue.

const authority = createAuthority('far side');
const issued = authority.issue(['127.0.0.1']);
const parts = 5;
/** Waits of ours, none of which is longer than the time of a request, are not work. */
const mostMs = 5_000;
let server: HttpsServer;
let answers: readonly Answer[] = [];
let asked = 0;

interface Answer {
  readonly status: number;
  readonly body: string;
}

beforeAll(async () => {
  server = await startHttpsServer(issued, (request, response) => {
    request.resume();
    tell(response, answers[asked % Math.max(answers.length, 1)] ?? { status: 500, body: '' });
    asked += 1;
  });
});
afterAll(() => server.close());

function tell(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? undefined : body);
}

// Most answers let a caller go on: only who is logged in comes to the others.
const loggedIn = { token: 't', access_token: 't', expires_in: 60, accessToken: 't' };
const body = fc.oneof(
  { weight: 6, arbitrary: jsonLike.map((value) => JSON.stringify(isPlain(value) ? { ...loggedIn, ...value } : value)) },
  { weight: 1, arbitrary: fc.constant(JSON.stringify({ ...loggedIn, member: [], users: [] })) },
  { weight: 1, arbitrary: textLike('{"member":[{"id":"ada"}]}') },
);
const status = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  fc.constantFrom(201, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503),
);
const script = fc.array(fc.record({ status, body }), { minLength: 1, maxLength: 8 });

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const person = { id: 'ada', email: 'ada@acme.example', givenName: 'Ada', familyName: 'Lovelace' };
type Call = (target: Target, signal: AbortSignal) => Promise<unknown>;
const account = {
  permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
  entitlement: { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true },
};
const maxuser = { apikeyadmin: false, idpadmin: false, isauthorized: 0, groupuser: [{ groupname: 'MAXADMIN' }] };
const around = (signal: AbortSignal) => ({ person, present: [], attempt: 1, signal, reportLease: () => undefined });

/** Looks and, when something is missing, acts, as a step does. */
async function carried<T>(verb: Halves<T>, task: T): Promise<void> {
  const finding = await verb.check(task);
  if (!finding.done) await verb.apply(task, finding.missing);
}

interface Halves<T> {
  check(task: T): Promise<Finding>;
  apply(task: T, missing: readonly string[]): Promise<unknown>;
}

const calls = (own: Plan['account']): readonly Call[] => {
  const given = { ...{ account: own, identityProviders: [], memberships: [], roles: [], synchronise: [], groups: [] } };
  return [
    ({ verbs }, signal) => carried(verbs.create, { ...around(signal), want: own }),
    ({ verbs }, signal) => carried(verbs.link, { ...around(signal), want: ['_local'] }),
    ({ verbs }, signal) => carried(verbs.join, { ...around(signal), want: [{ place: 'ws1', role: 'user' }] }),
    ({ verbs }, signal) => carried(verbs.grant, { ...around(signal), want: { application: 'manage', role: 'USER' } }),
    ({ verbs }, signal) => carried(verbs.await, { ...around(signal), want: ['manage'] }),
    ({ verbs }, signal) => carried(verbs.group, { ...around(signal), want: ['MAXADMIN'] }),
    (target, signal) => target.prepare(signal),
    (target, signal) => target.diagnose(signal),
    (target, signal) => target.release({ leases: ['k'], present: [], complete: false }, signal),
    async ({ offboarding }, signal) => offboarding?.prepare('disable', signal),
    async ({ offboarding }, signal) => offboarding?.verbs.inspect.check({ ...around(signal), want: given }),
    async ({ offboarding }, signal) =>
      offboarding && carried(offboarding.verbs.ungroup, { ...around(signal), want: ['MAXADMIN'] }),
    async ({ offboarding }, signal) =>
      offboarding && carried(offboarding.verbs.leave, { ...around(signal), want: [{ place: 'ws1', role: 'user' }] }),
    async ({ offboarding }, signal) =>
      offboarding &&
      carried(offboarding.verbs.deprovision, { ...around(signal), want: { account: 'delete', given: own } }),
    async (target, signal) => target.writeTeam?.({ team: 'acme', changes: [] }, signal),
  ];
};

const secrets = { SECRET: 'geheim', CA: authority.ca };
const secret = { env: 'SECRET' };
const common = { ca: { env: 'CA' }, requestsPerSecond: 10_000, requestTimeoutMs: 400 };

function settings(): TargetsConfig {
  const { url } = server;
  const user = { username: secret, password: secret };
  return TargetsConfig.parse({
    mas: { inst1: { ...common, coreApi: url, adminDashboard: url, manageApi: url, superuser: user } },
    yuuvis: {
      inst1: { ...common, api: url, keycloak: url, realm: 'r', section: 'system', client: { id: 'c', secret } },
    },
    idmgmt: { inst1: { ...common, address: url, account: user } },
  });
}

const places: readonly (readonly [TargetRef, Plan['account']])[] = [
  [{ system: 'mas', instance: 'inst1', workspace: 'ws1', version: '9.0' }, account],
  [{ system: 'mas', instance: 'inst1', workspace: 'ws1', version: '9.1' }, { maxuser }],
  [
    { system: 'yuuvis', instance: 'inst1', tenant: 'acme' },
    { roles: ['R'], groups: ['G'], onDisabled: 'reclaim' },
  ],
  [{ system: 'idmgmt', instance: 'inst1', team: 'acme' }, {}],
];

async function inTime(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const before = performance.now();
  try {
    await work(AbortSignal.timeout(4 * mostMs));
  } catch (error) {
    if (!(error instanceof TargetError) && !(error instanceof NotReadable)) throw error;
    if (error.message.includes('geheim')) throw new Error('a secret in a message', { cause: error });
  }
  const tookMs = performance.now() - before;
  if (tookMs > mostMs) throw new Error(`took ${Math.round(tookMs)} ms`);
}

it.each(places)(
  'answers of %j are taken or refused',
  async (ref, own) => {
    const call = fc.constantFrom(...calls(own));
    const property = fc.asyncProperty(script, call, async (given, ask) => {
      [answers, asked] = [given, 0];
      const directory = await createTargetDirectory(settings(), createSecretOpener({ variables: secrets }));
      await inTime((signal) => ask(directory(ref), signal));
    });
    await fc.assert(property, runsOf(parts, 25));
  },
  patienceMs,
);

it(
  'answers of Kubernetes are taken or refused',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    for (const [name, text] of Object.entries({ 'ca.crt': authority.ca, token: 'geheim' })) {
      writeFileSync(join(folder, name), text);
    }
    const variables = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) };
    const open = createSecretOpener({ variables, kubernetes: { serviceAccountFolder: folder } });
    const key = fc.constantFrom('token', 'password', '__proto__', 'constructor');
    const property = fc.asyncProperty(script, key, async (given, wanted) => {
      [answers, asked] = [given, 0];
      await inTime(() => open({ kubernetes: { namespace: 'n', secret: 's', key: wanted } }));
    });
    await fc.assert(property, runsOf(parts, 25)).finally(() => rmSync(folder, { recursive: true }));
  },
  patienceMs,
);
