import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NoticeAddress, NoticeInput } from '../../src/domain/run/notice';
import { createNotifier } from '../../src/notify/notifier';
import { type NoticeScope, Receivers } from '../../src/notify/receiver';
import { createSecretOpener } from '../../src/worker/secrets';
import { createAuthority } from '../http/server/authority';
import { type Answer, type Listener, startListener } from './listener';

const authority = createAuthority('receivers');
const ended = {
  tenant: 'acme',
  target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
  status: 'completed-with-failures',
  counts: { total: 2, pending: 0, running: 0, completed: 1, failed: 1, cancelled: 0 },
  changed: 1,
  codes: { TARGET_REJECTED: 1 },
  leftovers: [],
  workflowId: 'tenant:mas:inst1/ws1:acme',
  runId: 'run-1',
} as const;
const noticeTo = (to: NoticeAddress): NoticeInput => ({ to, id: 'run-1/1', time: '2026-01-02T03:04:05.678Z', ended });

let folder: string;
let listener: Listener;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receivers-'));
  await writeFile(join(folder, 'ca.crt'), authority.ca);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => listener.close());

interface Setting {
  readonly receivers?: object;
  readonly scope?: NoticeScope;
  readonly variables?: Record<string, string>;
}

const notifierOf = ({ receivers = {}, scope = 'any', variables = {} }: Setting = {}) =>
  createNotifier({
    receivers: Receivers.parse(receivers),
    scope,
    openSecret: createSecretOpener({ directory: folder, variables }),
  });

async function tell(to: NoticeAddress, setting?: Setting) {
  try {
    await notifierOf(setting)(noticeTo(to), AbortSignal.timeout(20_000));
    return 'delivered';
  } catch (error) {
    return error;
  }
}

describe('a notice', () => {
  test('is a CloudEvent in structured mode, without personal data', async () => {
    listener = await startListener();
    expect(await tell({ url: `${listener.url}/hooks/{a}` })).toBe('delivered');
    const [notice] = listener.notices;
    expect(notice).toMatchObject({ method: 'POST', path: '/hooks/%7Ba%7D' });
    expect(notice?.headers['content-type']).toBe('application/cloudevents+json');
    expect(JSON.parse(notice?.text ?? '')).toEqual({
      specversion: '1.0',
      type: 'tenant-onboarding.run.ended.v1',
      source: '/tenant-onboarding/mas/inst1/ws1',
      id: 'run-1/1',
      subject: 'acme',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      data: ended,
    });
  });

  test('goes over HTTPS to a named receiver, with its secret address and headers', async () => {
    listener = await startListener(undefined, authority.issue(['127.0.0.1']));
    const ca = { file: 'ca.crt' };
    const chat = { url: { env: 'CHAT_URL' }, headers: { authorization: { env: 'CHAT_TOKEN' } }, ca };
    const variables = { CHAT_URL: `${listener.url}/in?sig=a%2Bb&x={y}`, CHAT_TOKEN: 'Bearer geheim' };
    expect(await tell({ name: 'chat' }, { receivers: { chat }, scope: 'named', variables })).toBe('delivered');
    expect(listener.notices[0]).toMatchObject({
      path: '/in?sig=a%2Bb&x=%7By%7D',
      headers: { authorization: 'Bearer geheim', 'content-type': 'application/cloudevents+json' },
    });
  });

  test.each([
    { status: 200, body: 'ok' },
    { status: 202, headers: { 'content-type': 'text/html' }, body: '<p>thanks' },
    { status: 204 },
  ])('answered $status has arrived, whatever the body is', async (answer) => {
    listener = await startListener(() => answer);
    expect(await tell({ url: listener.url })).toBe('delivered');
  });

  const refusals: readonly (readonly [Answer | 'nothing', string, string])[] = [
    [{ status: 400, body: 'geheim' }, 'NOTIFY_REJECTED', 'the receiver of the notice answered 400'],
    [{ status: 401 }, 'NOTIFY_REJECTED', 'the receiver of the notice answered 401'],
    [{ status: 501 }, 'NOTIFY_REJECTED', 'the receiver of the notice answered 501'],
    [{ status: 302, headers: { location: 'https://127.0.0.1/' } }, 'NOTIFY_REJECTED', 'redirect'],
    [{ status: 408 }, 'NOTIFY_UNAVAILABLE', 'answered 408'],
    [{ status: 425 }, 'NOTIFY_UNAVAILABLE', 'answered 425'],
    [{ status: 503, body: '{}' }, 'NOTIFY_UNAVAILABLE', 'the receiver of the notice answered 503'],
    ['nothing', 'NOTIFY_UNAVAILABLE', 'the receiver of the notice: '],
  ];
  test.each(refusals)('answered %j fails', async (answer, code, message) => {
    listener = await startListener(() => answer);
    const error = await tell({ url: listener.url });
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(String(error)).not.toMatch(/geheim|127\.0\.0\.1/);
    expect(listener.notices).toHaveLength(1);
  });

  test('answered 429 is not sent again sooner than was asked for', async () => {
    listener = await startListener(() => ({ status: 429, headers: { 'retry-after': '7' } }));
    expect(await tell({ url: listener.url })).toMatchObject({ code: 'NOTIFY_UNAVAILABLE', retryAfterMs: 7_000 });
  });

  test('is not given to a receiver that is certified by nobody we know', async () => {
    listener = await startListener(undefined, authority.issue(['127.0.0.1']));
    expect(await tell({ url: listener.url })).toMatchObject({ code: 'NOTIFY_REJECTED' });
    expect(listener.notices).toEqual([]);
  });
});

describe('a receiver', () => {
  beforeEach(async () => {
    listener = await startListener();
  });

  test.each([
    ['has a query', '?key=geheim', /has a query/],
    ['has a fragment', '#geheim', /has a fragment/],
  ])('whose address in the run %s is refused', async (_, addition, message) => {
    const error = await tell({ url: `${listener.url}/${addition}` });
    expect(error).toMatchObject({ code: 'NOTIFY_MISCONFIGURED', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('geheim');
    expect(listener.notices).toEqual([]);
  });

  test.each(['http://receiver.example/', 'https://ada:geheim@127.0.0.1/', 'ftp://127.0.0.1/', 'nowhere'])(
    'at %s is refused',
    async (url) => {
      expect(await tell({ url })).toMatchObject({ code: 'NOTIFY_MISCONFIGURED' });
    },
  );

  test('that only the run names is refused by a worker that tells named ones', async () => {
    const error = await tell({ url: listener.url }, { scope: 'named' });
    expect(error).toMatchObject({ code: 'NOTIFY_MISCONFIGURED', message: expect.stringContaining('names') });
    expect(listener.notices).toEqual([]);
  });

  test.each(['constructor', 'chat'])('called %s that the configuration does not have is refused', async (name) => {
    expect(await tell({ name })).toMatchObject({ code: 'NOTIFY_MISCONFIGURED' });
  });

  test('whose secret is not there fails with the name of the reference', async () => {
    const receivers = { chat: { url: listener.url, headers: { apikey: { env: 'CHAT_KEY' } } } };
    expect(await tell({ name: 'chat' }, { receivers })).toMatchObject({
      code: 'NOTIFY_MISCONFIGURED',
      message: 'environment variable CHAT_KEY is not set',
    });
  });

  test('whose secret cannot be sent as a header is never called', async () => {
    const receivers = { chat: { url: listener.url, headers: { apikey: { env: 'CHAT_KEY' } } } };
    const error = await tell({ name: 'chat' }, { receivers, variables: { CHAT_KEY: 'gehe\nim' } });
    expect(error).toMatchObject({ code: 'NOTIFY_REJECTED', message: expect.not.stringContaining('gehe') });
    expect(listener.notices).toEqual([]);
  });

  test.each([
    [{ chat: { url: 'https://receiver.example/?key=1' } }],
    [{ chat: { url: 'http://receiver.example/' } }],
    [{ chat: { url: 'https://receiver.example/', headers: { Host: { env: 'X' } } } }],
    [{ chat: { url: 'https://receiver.example/', headers: { apikey: 'geheim' } } }],
    [{ 'Not a name': { url: 'https://receiver.example/' } }],
  ])('written as %j is no valid configuration', (receivers) => {
    expect(Receivers.safeParse(receivers).success).toBe(false);
  });
});
