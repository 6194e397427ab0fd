import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  readonly ca: string;
  /** A certificate for host names and IP addresses, valid for so many days from now; a negative number has expired. */
  issue(names: readonly string[], days?: number): IssuedCertificate;
}

const dayMs = 86_400_000;

/** A certificate authority that lives as long as the test; its own certificate is valid for so many days. */
export function createAuthority(name: string, caDays = 365): Authority {
  const keys = newKeys();
  const subject = [{ name: 'commonName', value: name }];
  const ca = forge.pki.createCertificate();
  fill(ca, { keys, days: caDays, serial: '01' });
  ca.setSubject(subject);
  ca.setIssuer(subject);
  ca.setExtensions([{ name: 'basicConstraints', cA: true }]);
  ca.sign(keys.signer, forge.md.sha256.create());
  let serial = 16;

  return {
    ca: forge.pki.certificateToPem(ca),
    issue(names, days = 90) {
      serial += 1;
      const own = newKeys();
      const cert = forge.pki.createCertificate();
      fill(cert, { keys: own, days, serial: serial.toString(16) });
      cert.setSubject([{ name: 'commonName', value: names[0] ?? 'client' }]);
      cert.setIssuer(subject);
      cert.setExtensions([{ name: 'subjectAltName', altNames: names.map(alternativeName) }]);
      cert.sign(keys.signer, forge.md.sha256.create());
      return { cert: forge.pki.certificateToPem(cert), key: own.key };
    },
  };
}

// Node makes RSA keys a hundred times as fast as forge.
function newKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    key: privateKey,
    signer: forge.pki.privateKeyFromPem(privateKey),
    public: forge.pki.publicKeyFromPem(publicKey),
  };
}

function fill(
  certificate: forge.pki.Certificate,
  { keys, days, serial }: { keys: ReturnType<typeof newKeys>; days: number; serial: string },
): void {
  certificate.publicKey = keys.public;
  certificate.serialNumber = serial;
  certificate.validity.notBefore = new Date(Date.now() - 400 * dayMs);
  certificate.validity.notAfter = new Date(Date.now() + days * dayMs);
}

function alternativeName(name: string) {
  return /^[\d.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name };
}
