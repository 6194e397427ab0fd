import { createPrivateKey, X509Certificate } from 'node:crypto';
import { HttpError } from './http-error';
import type { Secret } from './secret';

/** PEM texts: whom we trust (none: the CAs that Node brings), and the certificate we present. */
export interface TlsIdentity {
  readonly ca?: Secret;
  readonly certificate?: { readonly cert: Secret; readonly key: Secret };
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text. Throws `HttpError` (tls) when there is none or one cannot be read. */
export function readCertificates(pem: Secret): X509Certificate[] {
  const blocks = pem.open().match(pemCertificate) ?? [];
  if (blocks.length === 0) throw new HttpError('tls', { code: 'NOT_A_CERTIFICATE' });
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new HttpError('tls', { code: 'NOT_A_CERTIFICATE' });
  }
}

/** Throws `HttpError` (tls) for a CA or client certificate that Node would ignore or choke on in the middle of a request. */
export function assertUsable(identity: TlsIdentity): void {
  if (identity.ca !== undefined) readCertificates(identity.ca);
  if (identity.certificate === undefined) return;
  const [certificate] = readCertificates(identity.certificate.cert);
  if (certificate?.checkPrivateKey(readKey(identity.certificate.key)) !== true) {
    throw new HttpError('tls', { code: 'KEY_MISMATCH' });
  }
}

function readKey(pem: Secret) {
  try {
    return createPrivateKey(pem.open());
  } catch {
    throw new HttpError('tls', { code: 'NOT_A_KEY' });
  }
}

/** Whole days until the first of the certificates ends; negative when it has. `now` is in milliseconds. */
export function daysLeft(certificates: readonly X509Certificate[], now: number): number {
  const ends = certificates.map((certificate) => Date.parse(certificate.validTo));
  return Math.floor((Math.min(...ends) - now) / 86_400_000);
}
