import type { X509Certificate } from 'node:crypto';
import { daysLeft } from './tls-identity';

/** From how many days before its end a certificate is warned about. */
export const warnFromDays = 30;

/** A certificate that ends soon, or has ended. */
export interface CertificateEnd {
  /** Where it was met, in words: a secret's reference, a server's address. Never its subject: that may name a person. */
  readonly certificate: string;
  /** Whole days; negative when it has ended. */
  readonly daysLeft: number;
}

/** Looks at every certificate that is used, and tells of each that is near its end, once. */
export interface CertificateWatch {
  see(name: string, certificates: readonly X509Certificate[]): void;
  /** Tells of those that were seen, and from now on of each that is. */
  tell(listener: (end: CertificateEnd) => void): void;
}

/** A watch that remembers what it told. `now` is in milliseconds. */
export function createCertificateWatch(now: () => number = Date.now): CertificateWatch {
  const told = new Map<string, CertificateEnd>();
  const listeners: ((end: CertificateEnd) => void)[] = [];
  return {
    see(name, certificates) {
      const ending = endingOf(certificates, now());
      if (ending === undefined || told.has(ending.fingerprint256)) return;
      const end = { certificate: name, daysLeft: daysLeft([ending], now()) };
      told.set(ending.fingerprint256, end);
      for (const listener of listeners) listener(end);
    },
    tell(listener) {
      for (const end of told.values()) listener(end);
      listeners.push(listener);
    },
  };
}

/**
 * Of a chain, the certificate that ends first; of a file of CAs, the one that lasts longest: old ones may stay in it
 * while others take over.
 */
export function decisiveOf(certificates: readonly X509Certificate[]): X509Certificate | undefined {
  const onlyAuthorities = certificates.every(({ ca }) => ca);
  const byEnd = certificates.toSorted((a, b) => Date.parse(a.validTo) - Date.parse(b.validTo));
  return onlyAuthorities ? byEnd.at(-1) : byEnd[0];
}

function endingOf(certificates: readonly X509Certificate[], now: number): X509Certificate | undefined {
  const decisive = decisiveOf(certificates);
  return decisive !== undefined && daysLeft([decisive], now) <= warnFromDays ? decisive : undefined;
}
