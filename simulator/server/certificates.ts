import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type CertificateSet, type Identity, makeCertificates } from './certificate-authority';

const files = {
  ca: 'ca.crt',
  serverCert: 'server.crt',
  serverKey: 'server.key',
  clientCert: 'client.crt',
  clientKey: 'client.key',
} as const;

/** Reused certificates must last at least this long. */
const marginMs = 86_400_000;

/** The files of a certificate folder. */
export function certificatePaths(dir: string): Record<keyof typeof files, string> {
  return {
    ca: join(dir, files.ca),
    serverCert: join(dir, files.serverCert),
    serverKey: join(dir, files.serverKey),
    clientCert: join(dir, files.clientCert),
    clientKey: join(dir, files.clientKey),
  };
}

/**
 * The certificates in `dir`, for a server that is called by any of `names`. They are made, all anew, when a file is
 * missing or unreadable, when one is expired, or when the server's doesn't cover every name. Private keys get mode 0600.
 */
export async function prepareCertificates(dir: string, names: readonly string[]): Promise<CertificateSet> {
  const found = await load(dir).catch(() => undefined);
  if (found !== undefined && usable(found, names)) return found;
  const made = await makeCertificates(names);
  await store(dir, made);
  return made;
}

async function load(dir: string): Promise<CertificateSet> {
  const paths = certificatePaths(dir);
  const read = (path: string) => readFile(path, 'utf8');
  const [ca, serverCert, serverKey, clientCert, clientKey] = await Promise.all([
    read(paths.ca),
    read(paths.serverCert),
    read(paths.serverKey),
    read(paths.clientCert),
    read(paths.clientKey),
  ]);
  return { ca, server: { cert: serverCert, key: serverKey }, client: { cert: clientCert, key: clientKey } };
}

function usable(set: CertificateSet, names: readonly string[]): boolean {
  try {
    const ca = new X509Certificate(set.ca);
    const server = new X509Certificate(set.server.cert);
    return (
      lasts(ca) && [set.server, set.client].every((identity) => sound(identity, ca)) && names.every(covers(server))
    );
  } catch {
    return false;
  }
}

function sound(identity: Identity, ca: X509Certificate): boolean {
  const certificate = new X509Certificate(identity.cert);
  return (
    lasts(certificate) &&
    certificate.verify(ca.publicKey) &&
    certificate.checkPrivateKey(createPrivateKey(identity.key))
  );
}

function lasts(certificate: X509Certificate): boolean {
  return Date.parse(certificate.validTo) > Date.now() + marginMs;
}

function covers(certificate: X509Certificate): (name: string) => boolean {
  return (name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

async function store(dir: string, set: CertificateSet): Promise<void> {
  const paths = certificatePaths(dir);
  await mkdir(dir, { recursive: true });
  await Promise.all([
    writePublic(paths.ca, set.ca),
    writePublic(paths.serverCert, set.server.cert),
    writePublic(paths.clientCert, set.client.cert),
    writePrivate(paths.serverKey, set.server.key),
    writePrivate(paths.clientKey, set.client.key),
  ]);
}

function writePublic(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o644 });
}

/** Writes a file that only its owner may read, and that no reader sees half written. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  // The mode above counts for a new file only; a draft may be left from a process that was killed.
  await chmod(draft, 0o600);
  await rename(draft, path);
}
