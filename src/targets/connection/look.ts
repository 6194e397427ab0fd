import { factsOf } from '../../domain/failures';
import type { Clock } from '../../http/clock';
import { daysLeft, readCertificates, type TlsIdentity } from '../../http/tls-identity';
import { probeTls } from '../../http/tls-probe';
import { type Diagnosis, TargetError } from '../target';
import { fromHttpError } from './refusal';
import { type OpenSecret, openIdentity, type ServicePlace } from './service';

/** What a look brought: a detail, and a remedy when it is good only for now. */
type Look = () => Promise<{ readonly detail: string; readonly remedy?: string }>;

const warnBelowDays = 30;

/** A look as one thing that `doctor` reports: what it throws is a failed one. */
export async function look(check: string, at: Look): Promise<Diagnosis> {
  try {
    const { detail, remedy } = await at();
    return remedy === undefined ? { check, status: 'ok', detail } : { check, status: 'warning', detail, remedy };
  } catch (error) {
    const known = fromHttpError('connect', error);
    const failure = known instanceof TargetError ? known : new TargetError('INTERNAL', 'the look itself failed');
    return { check, status: 'failed', detail: failure.message, remedy: factsOf(failure.code).remedy };
  }
}

/** Shakes hands with a service and looks at the certificates of both sides. */
export async function lookAtService(
  { openSecret, clock }: { readonly openSecret: OpenSecret; readonly clock: Clock },
  place: ServicePlace,
  signal: AbortSignal,
): ReturnType<Look> {
  const identity = await openIdentity(place, openSecret);
  const server = await probeTls(place.baseUrl, identity, signal);
  const ends = [
    { name: 'server certificate', days: daysLeft([server], clock.now()) },
    ...ownCertificates(identity, clock.now()),
  ];
  const detail = `${place.baseUrl} answers; ${ends.map(({ name, days }) => `${name}: ${days} days left`).join(', ')}`;
  const soon = ends.filter(({ days }) => days < warnBelowDays).map(({ name }) => name);
  return soon.length === 0 ? { detail } : { detail, remedy: `Renew soon: ${soon.join(', ')}.` };
}

function ownCertificates({ ca, certificate }: TlsIdentity, now: number) {
  return [
    ...(ca === undefined ? [] : [{ name: 'CA', days: daysLeft(readCertificates(ca), now) }]),
    ...(certificate === undefined
      ? []
      : [{ name: 'client certificate', days: daysLeft(readCertificates(certificate.cert), now) }]),
  ];
}
