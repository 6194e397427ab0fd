import { Secret } from '../../../src/http/secret';
import type { Diagnosis } from '../../../src/targets/contract/target';
import { createAuthority } from '../../http/server/authority';
import { ada, createSkippingClock, openFile, type Rig, startRig, type WorkerChange } from './rig';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

async function diagnosis(change: WorkerChange = {}): Promise<readonly Diagnosis[]> {
  return await rig.worker(change).target.diagnose(AbortSignal.timeout(20_000));
}

function failedOf(all: readonly Diagnosis[]): string[] {
  return all.filter(({ status }) => status === 'failed').map(({ check }) => check);
}

test('of a target that is well every check is ok, and nothing is written', async () => {
  const last = (await rig.control.requests()).length;
  const all = await diagnosis();
  expect(all.map(({ check, status }) => `${check}: ${status}`)).toEqual([
    'core API: ok',
    'admin dashboard: ok',
    'log-in: ok',
    'right to read users: ok',
    'workspace ws1: ok',
    'applications: ok',
    'Manage API: ok',
    'Manage client certificate: ok',
    'right to change Manage groups: ok',
    'MAS version: ok',
  ]);
  expect(await rig.control.effects(last)).toEqual([]);
});

test('certificates that end within 30 days are a warning, from the thirtieth on', async () => {
  const clock = createSkippingClock();
  const [server] = await diagnosis({ clock });
  const days = Number(/server certificate: (\d+) days/.exec(server?.detail ?? '')?.[1]);
  await clock.pause((days - 30) * 86_400_000);
  const warned = (await diagnosis({ clock })).filter(({ status }) => status === 'warning');
  expect(warned.map(({ check }) => check)).toContain('Manage API');
  expect(warned[0]?.remedy).toContain('Renew soon: ');
});

test('a client certificate that has ended is a failure, although the server may not ask for it yet', async () => {
  const ended = createAuthority('Test CA').issue(['client'], -3);
  const openSecret: typeof openFile = async (reference) => {
    const name = 'file' in reference ? reference.file.split('/').at(-1) : '';
    if (name === 'client.crt') return new Secret(ended.cert);
    return name === 'client.key' ? new Secret(ended.key) : await openFile(reference);
  };
  const manage = (await diagnosis({ openSecret })).find(({ check }) => check === 'Manage API');
  expect(manage).toMatchObject({
    status: 'failed',
    detail: expect.stringMatching(/client certificate: -\d days left; ended: client certificate$/),
  });
});

test('an address where nobody listens fails with a remedy', async () => {
  const all = await diagnosis({ settings: { coreApi: 'https://127.0.0.1:1', adminDashboard: 'https://127.0.0.1:1' } });
  expect(failedOf(all)).toEqual(['core API', 'admin dashboard', 'log-in', 'right to read users', 'workspace ws1']);
  expect(all[0]).toMatchObject({
    detail: expect.stringContaining('refused'),
    remedy: expect.stringContaining('reachable'),
  });
});

test('a CA that did not sign the server fails as TLS', async () => {
  const { ca } = createAuthority('Another CA');
  const [core] = await diagnosis({
    openSecret: async (reference) =>
      'file' in reference && reference.file.endsWith('ca.crt') ? new Secret(ca) : await openFile(reference),
  });
  expect(core).toMatchObject({ status: 'failed', remedy: expect.stringContaining('ca, host name') });
});

test('a wrong password fails the log-in and what needs it', async () => {
  const all = await diagnosis({
    openSecret: async (reference) =>
      'file' in reference && reference.file.endsWith('password') ? new Secret('wrong') : await openFile(reference),
  });
  expect(failedOf(all)).toEqual(['log-in', 'right to read users', 'workspace ws1']);
});

test('a workspace that is not there fails', async () => {
  expect(failedOf(await diagnosis({ workspace: 'nowhere' }))).toEqual(['workspace nowhere']);
});

test('an application that is not ready fails', async () => {
  const path = '/workspaces/ws1/applications/iot';
  await rig.control.faults([{ path, do: { status: 200, body: { id: 'iot' } } }]);
  const failed = (await diagnosis()).filter(({ status }) => status === 'failed');
  expect(failed).toEqual([expect.objectContaining({ check: 'applications', detail: 'not ready and available: iot' })]);
});

test('a client certificate that Manage refuses fails; none at all is a warning', async () => {
  const path = '/maximo/api/os/mxapiapikey';
  await rig.control.faults([{ path, do: { status: 401 } }]);
  expect(failedOf(await diagnosis())).toEqual(['Manage client certificate']);
  const without = await diagnosis({ settings: { manageCertificate: undefined } });
  expect(without.at(-3)).toMatchObject({ check: 'Manage client certificate', status: 'warning' });
  expect(without.at(-1)).toMatchObject({ status: 'ok', detail: expect.stringContaining('the default') });
});

test('an API key that is there is named, for a killed run may have left it', async () => {
  const worker = rig.worker();
  await worker.onboard(ada, 'secondary');
  await worker.step('group', { person: ada, want: ['MAXADMIN'] });
  const found = (await diagnosis()).find(({ check }) => check === 'Manage client certificate');
  expect(found).toMatchObject({
    status: 'warning',
    detail: expect.stringMatching(/one exists: _\w+$/),
    remedy: expect.stringContaining('a run that was killed left it'),
  });
});

test('the rights that were looked at are named, and what cannot be looked at comes with advice', async () => {
  const said = new Map((await diagnosis()).map((found) => [found.check, found]));
  expect(said.get('right to read users')?.detail).toContain('the superuser may read users');
  expect(said.get('workspace ws1')?.detail).toContain('the superuser may read it');
  expect(said.get('Manage client certificate')?.detail).toContain('may list API keys');
  expect(said.get('right to change Manage groups')).toMatchObject({
    detail: expect.stringContaining('not looked at'),
    remedy: expect.stringContaining('manageApiKeyUser'),
  });
});

test('a superuser who may not read users is told which right is missing', async () => {
  await rig.control.faults([{ path: '/v3/users', do: { status: 403 } }]);
  const failed = (await diagnosis()).filter(({ status }) => status === 'failed');
  expect(failed).toEqual([
    expect.objectContaining({ check: 'right to read users', detail: expect.stringContaining('the superuser needs') }),
  ]);
});
