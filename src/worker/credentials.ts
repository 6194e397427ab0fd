import { type CertificateEnd, createCertificateWatch, type CertificateWatch } from '../http/certificate-watch';
import { createSecretOpener, type SecretOpenerOptions } from './secrets';

export type { CertificateEnd };

/** What opens secret references, and what tells of certificates near their end as they are used. */
export interface Credentials {
  readonly openSecret: ReturnType<typeof createSecretOpener>;
  readonly certificates: CertificateWatch;
}

/** The credentials of one process. Nothing is opened until it is needed. */
export function createCredentials(options: SecretOpenerOptions): Credentials {
  const certificates = createCertificateWatch();
  return { openSecret: createSecretOpener({ ...options, certificates }), certificates };
}

/** In words, for a person. */
export function certificateEndText({ certificate, daysLeft }: CertificateEnd): string {
  if (daysLeft < 0) return `${certificate}: the certificate has ended`;
  return `${certificate}: the certificate ends in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`;
}
