import { type Destination, environmentProxy, oneProxy } from '../../src/proxy/choose-proxy';

const proxy = 'http://proxy.example:3128';
const to = (host: string, scheme: Destination['scheme'] = 'https', port = 443) => ({ scheme, host, port });
const chosen = (variables: Record<string, string>, destination: Destination) =>
  environmentProxy(variables)(destination)?.href;

const all = { http_proxy: proxy, https_proxy: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy, grpc_proxy: proxy };

test.each(['localhost', 'LOCALHOST.', 'temporal.localhost', '127.0.0.1', '127.8.9.1', '::1', '[::1]', '0.0.0.0'])(
  '%s is never reached through a proxy',
  (host) => {
    for (const scheme of ['https', 'http', 'grpc'] as const) expect(chosen(all, to(host, scheme))).toBeUndefined();
    expect(chosen({ ...all, no_proxy: 'elsewhere.example' }, to(host))).toBeUndefined();
  },
);

test.each(['::ffff:127.0.0.1'])('%s is this machine in other words', (host) => {
  expect(chosen(all, to(host))).toBeUndefined();
});

test('what is elsewhere goes through the proxy of its scheme, small letters first', () => {
  const variables = { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://capital:2', HTTP_PROXY: 'plain:3' };
  expect(chosen(variables, to('aws.example'))).toBe('http://small:1/');
  expect(chosen({ HTTPS_PROXY: 'http://capital:2', https_proxy: '' }, to('aws.example'))).toBe('http://capital:2/');
  expect(chosen(variables, to('aws.example', 'http', 80))).toBe('http://plain:3/');
  expect(chosen({ HTTP_PROXY: 'plain:3' }, to('aws.example'))).toBeUndefined();
});

test('Temporal goes through the proxy for gRPC, else that for https or http', () => {
  const there = to('temporal.example', 'grpc', 7233);
  expect(chosen({ grpc_proxy: 'http://grpc:1', https_proxy: proxy }, there)).toBe('http://grpc:1/');
  expect(chosen({ HTTPS_PROXY: proxy }, there)).toBe(`${proxy}/`);
  expect(chosen({ http_proxy: proxy }, there)).toBe(`${proxy}/`);
});

test.each([
  ['*', 'any.example', true],
  ['aws.example', 'aws.example', true],
  ['aws.example', 'secrets.aws.example', true],
  ['.aws.example', 'secrets.aws.example', true],
  ['*.aws.example', 'secrets.aws.example', true],
  ['other, AWS.example ', 'aws.EXAMPLE', true],
  ['localhost,.svc', 'notify.tools.svc', true],
  ['aws.example', 'not-aws.example', false],
  ['aws.example:443', 'aws.example', true],
  ['aws.example:8443', 'aws.example', false],
  ['10.0.0.0/8', '10.20.30.40', true],
  ['10.0.0.0/8', '11.20.30.40', false],
  ['10.0.0.0/99', '10.20.30.40', false],
  ['10.20.30.40', '10.20.30.40', true],
  ['fd00::/8', '[fd12::1]', true],
  ['0.0.0.0/0', 'fd12::1', false],
  [',', 'aws.example', false],
])('no_proxy %s, %s: goes straight is %s', (excluded, host, straight) => {
  expect(chosen({ ...all, no_proxy: excluded }, to(host.toLowerCase())) === undefined).toBe(straight);
  expect(chosen({ ...all, NO_PROXY: excluded }, to(host.toLowerCase())) === undefined).toBe(straight);
});

test.each(['socks5://proxy:1080', 'http://', 'http://[', 'ftp://proxy'])(
  '%s is no proxy, and is not repeated',
  (text) => {
    const choose = environmentProxy({ https_proxy: text });
    expect(() => choose(to('aws.example'))).toThrow(/^https_proxy names no proxy/);
    expect(choose(to('127.0.0.1'))).toBeUndefined();
    expect(() => oneProxy(text)).toThrow(/^proxy names no proxy/);
  },
);
