import { startSimulator } from '../../simulator/start';
import { createCaller } from './caller';
import { definitionOf } from './people';
import { certificateFolder, type Logged, manage, openStand, read, type Stand } from './stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
beforeAll(async () => {
  folder = await certificateFolder();
});
beforeEach(async () => {
  stand = await openStand({ certDir: folder.dir });
});
afterEach(() => stand.close());
afterAll(() => folder.remove());

const create = () => stand.core({ method: 'POST', path: '/v3/users', body: definitionOf('ada@acme.example') });
const fetchUser = () => stand.core({ path: '/v3/users/ada@acme.example' });
const exists = async () => (await stand.state()).users['ada@acme.example'] !== undefined;
const last = async () => (await stand.requests()).at(-1);

describe('a fault', () => {
  it('answers in place of MAS, with its status, headers and body, and nothing takes effect', async () => {
    await stand.faults([
      {
        method: 'POST',
        user: 'ada@acme.example',
        times: 1,
        do: { status: 503, headers: { 'retry-after': '3' }, body: { busy: true } },
      },
    ]);
    const got = await create();
    expect(got.status).toBe(503);
    expect(got.headers['retry-after']).toBe('3');
    expect(got.json()).toEqual({ busy: true });
    expect(await exists()).toBe(false);
    expect((await create()).status).toBe(201);
  });

  it('sends a text as it is', async () => {
    await stand.faults([
      { do: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Log in</html>' } },
    ]);
    const got = await fetchUser();
    expect(got.headers['content-type']).toBe('text/html');
    expect(got.text).toBe('<html>Log in</html>');
  });

  it('has an error body when none is given, and none for a status that has none', async () => {
    await stand.faults([{ times: 1, do: { status: 500 } }, { do: { status: 204 } }]);
    expect((await fetchUser()).json()).toEqual({ exception: { message: 'A simulated fault.' } });
    expect((await fetchUser()).text).toBe('');
  });

  it('delays the answer, while the write has taken effect already', async () => {
    await stand.faults([{ method: 'POST', do: { delay: '24h' } }]);
    const waiting = create().catch(() => 'closed');
    while (!(await exists())) await stand.requests();
    expect(await last()).toMatchObject({ effect: true, status: null, fault: 'delay' });
    await stand.close();
    expect(await waiting).toBe('closed');
    stand = await openStand({ certDir: folder.dir });
  });

  it('lets a delayed answer through in the end', async () => {
    await stand.faults([{ do: { delay: '1ms' } }]);
    expect((await create()).status).toBe(201);
  });

  it('resets the connection before anything took effect', async () => {
    await stand.faults([{ method: 'POST', do: { reset: 'before' } }]);
    await expect(create()).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await exists()).toBe(false);
    expect(await last()).toMatchObject({ effect: false, status: null, fault: 'reset' });
  });

  it('resets the connection after the write took effect', async () => {
    await stand.faults([{ method: 'POST', do: { reset: 'after' } }]);
    await expect(create()).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await exists()).toBe(true);
    expect(await last()).toMatchObject({ effect: true, status: null, fault: 'reset' });
  });

  it('cuts an answer short', async () => {
    await stand.faults([{ do: { truncate: true } }]);
    await expect(create()).rejects.toThrow('aborted');
    expect(await last()).toMatchObject({ effect: true, status: 201, fault: 'truncate' });
  });

  it('cuts off an answer that has no body', async () => {
    const body = { expiration: -1, userid: 'MAXADMIN' };
    const made = await stand.certified.call({ method: 'POST', path: `${manage}/mxapiapikey`, body });
    const path = new URL(made.headers.location ?? '').pathname;
    await stand.faults([{ method: 'DELETE', do: { truncate: true } }]);
    await expect(stand.certified.call({ method: 'DELETE', path })).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await last()).toMatchObject({ effect: true, fault: 'truncate' });
    expect((await stand.state()).apiKeys).toBe(0);
  });

  it('lets an answer drip', async () => {
    expect((await create()).pieces).toBe(1);
    await stand.faults([{ do: { drip: '500ms' } }]);
    const got = await fetchUser();
    expect(got.pieces).toBeGreaterThan(10);
    expect(got.json()).toMatchObject({ id: 'ada@acme.example' });
  });

  it('expires the tokens, the one of this request too', async () => {
    await create();
    await stand.faults([{ times: 1, do: { expireToken: true } }]);
    expect((await fetchUser()).status).toBe(401);
    expect((await fetchUser()).status).toBe(401);
  });

  it.each([
    ['PENDING', { sync: { state: 'PENDING' } }],
    ['ERROR', { sync: { state: 'ERROR' } }],
    ['MISSING', {}],
  ])('shows the synchronisation %s, as often as it says', async (sync, shown) => {
    await synchronised();
    await stand.faults([{ method: 'GET', times: 1, do: { sync } }]);
    expect((await fetchUser()).json()).toHaveProperty('applications', { iot: { role: 'USER', ...shown } });
    expect((await fetchUser()).json()).toHaveProperty('applications.iot.sync.state', 'SUCCESS');
  });

  it('makes a synchronisation that it meets at its start end so, until another one is started', async () => {
    await stand.faults([{ method: 'PUT', path: '/workspaces/ws1/applications/iot', do: { sync: 'ERROR' } }]);
    await synchronised();
    expect((await fetchUser()).json()).toHaveProperty('applications.iot.sync.state', 'ERROR');
    await stand.core({ method: 'PATCH', path: '/v3/users/ada@acme.example', body: { displayName: 'Ada Lovelace' } });
    expect((await fetchUser()).json()).toHaveProperty('applications.iot.sync.state', 'SUCCESS');
  });

  async function synchronised() {
    await create();
    await stand.core({
      method: 'PUT',
      path: '/workspaces/ws1/users/ada@acme.example',
      body: { permissions: { workspaceAdmin: false } },
    });
    await stand.core({
      method: 'PUT',
      path: '/workspaces/ws1/applications/iot/users/ada@acme.example',
      body: { role: 'USER' },
    });
  }
});

describe('latency', () => {
  it('is waited by fifty requests side by side', async () => {
    const dayMs = 86_400_000;
    const simulator = await startSimulator({ port: 0, certDir: folder.dir, latencyMs: dayMs });
    const caller = await createCaller(simulator);
    const calls = Array.from({ length: 50 }, () => caller.call({ path: '/v3/users/ada' }).catch(() => 'closed'));
    const waiting = async () => {
      const requests = read<readonly Logged[]>(await caller.call({ path: '/__simulator/requests' }));
      return requests.filter(({ status }) => status === null).length;
    };
    // Each waits for a day: that all are in shows that none waits for another.
    while ((await waiting()) < 50);
    await simulator.close();
    caller.close();
    expect(await Promise.all(calls)).toEqual(Array(50).fill('closed'));
  });

  it('is waited before every answer, and the answer comes', async () => {
    const slow = await openStand({ certDir: folder.dir, latencyMs: 1 });
    expect((await slow.core({ path: '/v3/users/ada' })).status).toBe(404);
    await slow.close();
  });
});

describe('a request', () => {
  it.each([
    ['GET', '/v4/users'],
    ['POST', '/v3/users/utils/resync'],
    ['GET', '/'],
    ['GET', '/v3/users/a/b'],
    ['GET', '/maximo/api/os/mxapiuser'],
  ])('%s %s meets 404', async (method, path) => {
    expect((await stand.core({ method, path })).status).toBe(404);
  });

  it.each([
    ['DELETE', '/v3/users', 'POST'],
    ['GET', '/v3/users', 'POST'],
    ['GET', '/logininitial', 'POST'],
    ['POST', '/workspaces/ws1/applications', 'GET'],
    ['PUT', '/maximo/api/os/mxapiapikey', 'POST, GET'],
  ])('%s %s meets 405 and is told what is allowed', async (method, path, allow) => {
    const got = await stand.core({ method, path });
    expect(got.status).toBe(405);
    expect(got.headers.allow).toBe(allow);
  });

  it('may have a trailing slash, unknown parameters and a host name of its own', async () => {
    const headers = { host: 'coreapi.mas-inst1-core.svc.cluster.local:9443', accept: '*/*' };
    const got = await stand.core({ path: '/workspaces/ws1/applications/?pretty=1&pretty=2', headers });
    expect(got.status).toBe(200);
  });

  it('is refused when its path can not be decoded', async () => {
    const got = await stand.core({ path: '/v3/users/%zz' });
    expect(got.status).toBe(400);
  });

  it('is refused when its body is larger than a megabyte', async () => {
    const body = definitionOf('ada', { displayName: 'x'.repeat(1_100_000) });
    expect((await stand.core({ method: 'POST', path: '/v3/users', body })).status).toBe(413);
  });
});
