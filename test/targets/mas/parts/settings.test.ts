import { MasSettings, placesOf } from '../../../../src/targets/mas/parts/settings';

const spelledOut = {
  superuser: { username: { env: 'MAS_USER' }, password: { file: '/run/secrets/mas' } },
};
const kubernetes = (namespace: string, secret: string, key: string) => ({ kubernetes: { namespace, secret, key } });

test('an instance with no settings is reached by the in-cluster names and secrets of the contract', () => {
  const places = placesOf('inst1', MasSettings.parse({}));
  expect(places.core).toEqual({
    baseUrl: 'https://coreapi.mas-inst1-core.svc.cluster.local',
    ca: kubernetes('mas-inst1-core', 'inst1-coreapi-cert-internal', 'ca.crt'),
  });
  expect(places.admin).toEqual({
    baseUrl: 'https://admin-dashboard.mas-inst1-core.svc.cluster.local',
    ca: kubernetes('mas-inst1-core', 'inst1-admindashboard-cert-internal', 'ca.crt'),
  });
  expect(places.manageUrl('ws1')).toBe('https://inst1-ws1.mas-inst1-manage.svc.cluster.local');
  expect(places.manageTls).toEqual({
    ca: kubernetes('mas-inst1-manage', 'inst1-internal-manage-tls', 'ca.crt'),
    certificate: {
      cert: kubernetes('mas-inst1-manage', 'inst1-internal-manage-tls', 'tls.crt'),
      key: kubernetes('mas-inst1-manage', 'inst1-internal-manage-tls', 'tls.key'),
    },
  });
  expect(places.superuser).toEqual({
    username: kubernetes('mas-inst1-core', 'inst1-credentials-superuser', 'username'),
    password: kubernetes('mas-inst1-core', 'inst1-credentials-superuser', 'password'),
  });
});

test('credentials that are spelled out leave Kubernetes out', () => {
  const places = placesOf('inst1', MasSettings.parse({ ...spelledOut, manageApi: 'https://manage.example:8443' }));
  expect(places.superuser).toEqual(spelledOut.superuser);
  expect(places.core.ca).toBeUndefined();
  expect(places.manageTls).toEqual({});
  expect(places.manageUrl('ws1')).toBe('https://manage.example:8443');
  expect(JSON.stringify(places)).not.toContain('kubernetes');
});

test('ports change the in-cluster names alone, not an address that is spelled out', () => {
  const ports = { coreApi: 8444, adminDashboard: 8445, manageApi: 8446 };
  const places = placesOf('inst1', MasSettings.parse({ ports, adminDashboard: 'https://admin.example' }));
  expect(places.core.baseUrl).toBe('https://coreapi.mas-inst1-core.svc.cluster.local:8444');
  expect(places.admin.baseUrl).toBe('https://admin.example');
  expect(places.manageUrl('ws1')).toBe('https://inst1-ws1.mas-inst1-manage.svc.cluster.local:8446');
});

test('one CA serves all three services', () => {
  const ca = { file: '/ca.crt' };
  const { core, admin, manageTls } = placesOf('inst1', MasSettings.parse({ ...spelledOut, ca }));
  expect([core.ca, admin.ca, manageTls.ca]).toEqual([ca, ca, ca]);
});

test('what is left out has a default', () => {
  expect(MasSettings.parse({})).toEqual({
    requestsPerSecond: 50,
    requestTimeoutMs: 10_000,
  });
});

test.each([
  ['an address without TLS', { coreApi: 'http://127.0.0.1' }],
  ['an address that is none', { manageApi: 'manage' }],
  ['a misspelled key', { coreAPI: 'https://127.0.0.1' }],
  ['a secret in clear', { superuser: { username: 'superuser', password: 'secret' } }],
  ['two sources of credentials', { ...spelledOut, credentials: 'kubernetes' }],
  ['half a certificate', { manageCertificate: { cert: { file: 'x' } } }],
  ['a port that is none', { ports: { coreApi: 0 } }],
  ['no requests at all', { requestsPerSecond: 0 }],
  ['a time-out of nothing', { requestTimeoutMs: 0 }],
  ['a time-out longer than a worker lets a request end when it shuts down', { requestTimeoutMs: 15_001 }],
])('%s is refused', (_what, settings) => {
  expect(MasSettings.safeParse(settings).success).toBe(false);
});

test.each(['ws1@evil.example', 'x.evil.example/', 'ws1.', 'WS1', ''])(
  'a workspace %j never becomes a part of a host name',
  (workspace) => {
    const places = placesOf('inst1', MasSettings.parse({}));
    expect(() => places.manageUrl(workspace)).toThrow('lower-case letters');
    expect(new URL(places.manageUrl('ws1')).host).toBe('inst1-ws1.mas-inst1-manage.svc.cluster.local');
  },
);
