import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { HttpError } from '../http/http-error';
import { Secret } from '../http/secret';
import { assertUsable, type TlsIdentity } from '../http/tls-identity';
import { errorCode } from '../input/text/read-source';
import { type KubernetesAccess, misconfigured } from './access';
import { type Entry, type Kind, type Kubeconfig, readKubeconfigs, sections } from './kubeconfig-file';
import { ClusterBody, ContextBody, UserBody } from './kubeconfig-schema';

export interface KubeconfigPlace {
  /** One file, or several to merge; the first counts. */
  readonly paths: readonly string[];
  /** Instead of the current context. */
  readonly context?: string | undefined;
}

/**
 * Access as a kubeconfig's context says. Files are read each time, so that renewed ones count. Throws `TargetError` that
 * names file, entry and key, never a value.
 */
export async function kubeconfigAccess({ paths, context }: KubeconfigPlace): Promise<KubernetesAccess> {
  const kubeconfig = await readKubeconfigs(paths);
  const name = context ?? kubeconfig.currentContext;
  if (name === undefined) {
    throw misconfigured(
      `kubeconfig ${kubeconfig.files}: current-context is not set: choose one with kubectl config use-context, or name kubernetes.context in the worker configuration`,
    );
  }
  const chosen = find(kubeconfig, { kind: 'context', name });
  const { cluster, user } = check(describe(chosen, 'context'), ContextBody);
  const server = await serverOf(describe(find(kubeconfig, { kind: 'cluster', name: cluster, by: chosen }), 'cluster'));
  const credentials = await credentialsOf(describe(find(kubeconfig, { kind: 'user', name: user, by: chosen }), 'user'));
  return { ...server, ...credentials, tls: { ...server.tls, ...credentials.tls } };
}

/** An entry and its name in words. */
interface Described {
  readonly entry: Entry;
  readonly words: string;
}

function describe(entry: Entry, kind: Kind): Described {
  return { entry, words: `kubeconfig ${entry.file}: ${shown(kind, entry.name)}` };
}

// Some name their entries after a person.
function shown(kind: Kind, name: string): string {
  return /\S@\S+\.\S/.test(name) ? `the ${kind} that is named by an e-mail address` : `${kind} ${JSON.stringify(name)}`;
}

interface Wanted {
  readonly kind: Kind;
  readonly name: string;
  /** The context that names it. */
  readonly by?: Entry;
}

function find(kubeconfig: Kubeconfig, { kind, name, by }: Wanted): Entry {
  const found = kubeconfig.entries[kind].find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const namedBy = by === undefined ? '' : `, named by ${shown('context', by.name)},`;
  throw misconfigured(
    `kubeconfig ${kubeconfig.files}: ${shown(kind, name)}${namedBy} is not among its ${sections[kind]}`,
  );
}

function check<S extends z.ZodType>({ entry, words }: Described, schema: S): z.infer<S> {
  const parsed = schema.safeParse(entry.body ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(' '));
  throw misconfigured(`${words}: ${problems.join('; ')}`);
}

async function serverOf(at: Described): Promise<Pick<KubernetesAccess, 'baseUrl' | 'serverName' | 'tls'>> {
  const cluster = check(at, ClusterBody);
  const ca = await dataOrFile(cluster, 'certificate-authority', at);
  if (ca !== undefined) requireUsable('certificate-authority', { ca }, at);
  const serverName = cluster['tls-server-name'] ?? undefined;
  return {
    baseUrl: cluster.server,
    tls: ca === undefined ? {} : { ca },
    ...(serverName === undefined ? {} : { serverName }),
  };
}

async function credentialsOf(at: Described): Promise<Pick<KubernetesAccess, 'token' | 'tls' | 'holder'>> {
  const user = check(at, UserBody);
  const token = await tokenOf(user, at);
  const certificate = await certificateOf(user, at);
  if (token === undefined && certificate === undefined) {
    throw misconfigured(`${at.words}: has neither token, tokenFile nor client-certificate with client-key`);
  }
  return {
    holder: `${shown('user', at.entry.name)} of kubeconfig ${at.entry.file}`,
    tls: certificate === undefined ? {} : { certificate },
    ...(token === undefined ? {} : { token }),
  };
}

async function certificateOf(user: UserBody, at: Described): Promise<TlsIdentity['certificate']> {
  const cert = await dataOrFile(user, 'client-certificate', at);
  const key = await dataOrFile(user, 'client-key', at);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined) throw misconfigured(`${at.words}: has client-key, but no client-certificate`);
  if (key === undefined) throw misconfigured(`${at.words}: has client-certificate, but no client-key`);
  const certificate = { cert, key };
  requireUsable('client-certificate with client-key', { certificate }, at);
  return certificate;
}

function requireUsable(key: string, identity: TlsIdentity, { words }: Described): void {
  try {
    assertUsable(identity);
  } catch (error) {
    const code = error instanceof HttpError ? error.code : undefined;
    throw misconfigured(`${words}: ${key} cannot be used (${code ?? 'unknown'})`);
  }
}

/** With both, the file counts: `AuthInfo.TokenFile` of Kubernetes' `clientcmd/api`. */
async function tokenOf({ token, tokenFile }: UserBody, at: Described): Promise<Secret | undefined> {
  if (tokenFile !== undefined && tokenFile !== null) {
    return new Secret((await readNamed('tokenFile', tokenFile, at)).open().trim());
  }
  return token === undefined || token === null ? undefined : new Secret(token);
}

type Readable = 'certificate-authority' | 'client-certificate' | 'client-key';
type Given<K extends Readable> = { readonly [N in K | `${K}-data`]?: string | null | undefined };

/** With both, the data counts, as for kubectl. */
async function dataOrFile<K extends Readable>(body: Given<K>, key: K, at: Described): Promise<Secret | undefined> {
  const values = new Map<string, string | null | undefined>(Object.entries(body));
  const data = values.get(`${key}-data`);
  if (data !== undefined && data !== null) return new Secret(Buffer.from(data, 'base64').toString('utf8'));
  const path = values.get(key);
  return path === undefined || path === null ? undefined : readNamed(key, path, at);
}

async function readNamed(key: string, path: string, { entry, words }: Described): Promise<Secret> {
  const text = await readFile(resolve(entry.folder, path), 'utf8').catch((error: unknown) => {
    throw misconfigured(`${words}: ${key}: the file ${path} cannot be read (${errorCode(error)})`);
  });
  if (text.trim() === '') throw misconfigured(`${words}: ${key}: the file ${path} is empty`);
  return new Secret(text);
}
