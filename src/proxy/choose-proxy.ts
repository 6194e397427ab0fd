import { BlockList, isIP } from 'node:net';

/** Where a connection is to end. `grpc`: a Temporal server, with TLS or without. */
export interface Destination {
  readonly scheme: 'https' | 'http' | 'grpc';
  /** A name or an IP address; IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Answers the proxy on the way to a destination; undefined: there is none. Throws `ProxyError`. */
export type ChooseProxy = (destination: Destination) => URL | undefined;

/** A proxy cannot be used as it is named, or does not let us through. `code` is in capitals, as the system's are. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code: string;

  constructor(code: 'EPROXYNAME' | 'EPROXYSILENT' | `PROXY_ANSWERED_${number}`, message: string) {
    super(message);
    this.code = code;
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

// As gRPC has them (grpc/doc/environment_variables.md), and curl and the Python tools.
const names = {
  https: ['https_proxy'],
  http: ['http_proxy'],
  grpc: ['grpc_proxy', 'https_proxy', 'http_proxy'],
} as const satisfies Record<Destination['scheme'], readonly string[]>;

/**
 * As the usual variables say: https_proxy, http_proxy, no_proxy, in small letters or, where those are not set, capitals.
 * This machine itself is never reached through a proxy, whatever they say.
 */
export function environmentProxy(variables: Variables): ChooseProxy {
  return (destination) => {
    const [named] = names[destination.scheme].flatMap((name) => {
      const value = valueOf(variables, name);
      return value === undefined ? [] : [{ name, value }];
    });
    if (named === undefined || isLoopback(destination.host) || isExcluded(destination, variables)) return undefined;
    return parseProxy(named.value, named.name);
  };
}

/** The proxy that somebody named for these destinations: it counts whatever they are. Throws `ProxyError`. */
export function oneProxy(text: string): ChooseProxy {
  const proxy = parseProxy(text, 'proxy');
  return () => proxy;
}

function parseProxy(text: string, name: string): URL {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (/^https?:/i.test(whole) && URL.canParse(whole)) return new URL(whole);
  throw new ProxyError('EPROXYNAME', `${name} names no proxy: it must be like http://proxy.example:3128`);
}

function valueOf(variables: Variables, name: string): string | undefined {
  return [variables[name], variables[name.toUpperCase()]].find((value) => value !== undefined && value !== '');
}

function isExcluded({ host, port }: Destination, variables: Variables): boolean {
  const entries = (valueOf(variables, 'no_proxy') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const bare = withoutBrackets(host);
  return entries.some(
    (entry) => entry === '*' || (isIP(bare) === 0 ? namesHost(entry, bare, port) : holds(entry, bare)),
  );
}

/** `example.com` and `.example.com` stand for what is below, too; a port may follow. */
function namesHost(entry: string, host: string, port: number): boolean {
  const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (name === '' || (only !== undefined && Number(only) !== port)) return false;
  return host === name || host.endsWith(`.${name}`);
}

/** An address, or a network such as `10.0.0.0/8`. */
function holds(entry: string, address: string): boolean {
  const [network = '', prefix] = withoutBrackets(entry).split('/');
  const kind = isIP(network);
  if (kind === 0 || kind !== isIP(address)) return false;
  const most = kind === 6 ? 128 : 32;
  const bits = prefix === undefined ? most : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, familyOf(kind));
  return list.check(address, familyOf(kind));
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

/** Whether a host is this machine itself, as far as its name or address says. */
function isLoopback(host: string): boolean {
  const bare = withoutBrackets(host).replace(/\.$/, '').toLowerCase();
  const kind = isIP(bare);
  return kind === 0 ? bare === 'localhost' || bare.endsWith('.localhost') : loopback.check(bare, familyOf(kind));
}

function familyOf(kind: number): 'ipv4' | 'ipv6' {
  return kind === 6 ? 'ipv6' : 'ipv4';
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** `proxy.example:3128`, with the port that counts when none is written. */
export function proxyAddress({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
}

/** `name:password` of a proxy that wants one. */
export function proxyLogin({
  username,
  password,
}: URL): { readonly username: string; readonly password: string } | undefined {
  if (username === '') return undefined;
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
