import type { X509Certificate } from 'node:crypto';
import { factsOf } from '../../domain/failures/failures';
import { decisiveOf, warnFromDays } from '../../http/certificate-watch';
import type { Clock } from '../../http/clock';
import { daysLeft, readCertificates, type TlsIdentity } from '../../http/tls-identity';
import { probeTls } from '../../http/tls-probe';
import { type Diagnosis, TargetError } from '../contract/target';
import { fromHttpError } from './refusal';
import { type OpenSecret, openIdentity, openProxy, type ServicePlace } from './service';

/** What a look brought: a detail, and a remedy when it is good only for now. */
type Look = () => Promise<{ readonly detail: string; readonly remedy?: string }>;

/** A look as one thing that `doctor` reports: what it throws is a failed one. */
export async function look(check: string, at: Look): Promise<Diagnosis> {
  try {
    const { detail, remedy } = await at();
    return remedy === undefined ? { check, status: 'ok', detail } : { check, status: 'warning', detail, remedy };
  } catch (error) {
    const known = fromHttpError('connect', error);
    const failure = known instanceof TargetError ? known : new TargetError('INTERNAL', 'the look itself failed');
    return { check, status: 'failed', detail: failure.message, remedy: remedyHere(failure) };
  }
}

/** The remedy without the advice to look at what was just looked at. */
function remedyHere({ code }: TargetError): string {
  return factsOf(code).remedy.replace(' (onboard doctor)', '');
}

/** Shakes hands with a service and looks at the certificates of both sides. */
export async function lookAtService(
  { openSecret, clock }: { readonly openSecret: OpenSecret; readonly clock: Clock },
  place: ServicePlace,
  signal: AbortSignal,
): ReturnType<Look> {
  const identity = await openIdentity(place, openSecret);
  const proxy = await openProxy(place, openSecret);
  const [server, ...issuers] = await probeTls(place.baseUrl, { ...identity, proxy }, signal);
  const now = clock.date();
  const ends = [
    ...endOf('server certificate', server === undefined ? [] : [server], now),
    ...endOf('CA', issuers, now),
    ...endOf('client certificate', clientCertificates(identity), now),
  ];
  const detail = `${place.baseUrl} answers; ${ends.map(({ name, days }) => `${name}: ${days} days left`).join(', ')}`;
  const ended = ends.filter(({ days }) => days < 0).map(({ name }) => name);
  if (ended.length > 0) throw new TargetError('TLS_FAILED', `${detail}; ended: ${ended.join(', ')}`);
  const soon = ends.filter(({ days }) => days <= warnFromDays).map(({ name }) => name);
  return soon.length === 0 ? { detail } : { detail, remedy: `Renew soon: ${soon.join(', ')}.` };
}

function clientCertificates({ certificate }: TlsIdentity) {
  return certificate === undefined ? [] : readCertificates(certificate.cert);
}

function endOf(name: string, certificates: readonly X509Certificate[], now: number) {
  const decisive = decisiveOf(certificates);
  return decisive === undefined ? [] : [{ name, days: daysLeft([decisive], now) }];
}
