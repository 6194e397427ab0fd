import type { X509Certificate } from 'node:crypto';
import { factsOf } from '../../domain/failures';
import { decisiveOf, warnFromDays } from '../../http/certificate-watch';
import { daysLeft, readCertificates, type TlsIdentity } from '../../http/tls-identity';
import { probeTls } from '../../http/tls-probe';
import { TargetError, type Diagnosis } from '../target';
import type { MasConnection } from './connection';
import { fromHttpError } from './errors';
import { chooseFlow } from './flow';
import { plannedApplications } from './plans';
import { openIdentity } from './service';
import type { ServicePlace } from './settings';

/** What a look brought: a detail, and a remedy when it is good only for now. */
type Look = () => Promise<{ readonly detail: string; readonly remedy?: string }>;

/**
 * Looks at addresses, certificates, log-in, workspace, rights and version, in this order. Writes nothing; only an abort
 * throws. `version`: what the tenant file says.
 */
export async function diagnoseMas(
  mas: MasConnection,
  version: string | undefined,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const { places, manage, workspace } = mas;
  const manageApi = { ...places.manageTls, baseUrl: places.manageUrl(workspace) };
  const results = [
    await look('core API', () => lookAtService(mas, places.core, signal)),
    await look('admin dashboard', () => lookAtService(mas, places.admin, signal)),
    await look('log-in', async () => {
      await mas.session.logIn(signal);
      return { detail: 'the superuser is logged in' };
    }),
  ];
  results.push(await look('right to read users', () => lookAtUsers(mas, signal)));
  const [inWorkspace, applications] = await lookAtWorkspace(mas, signal);
  results.push(...inWorkspace);
  signal.throwIfAborted();
  if (applications.includes('manage')) {
    results.push(await look('Manage API', () => lookAtService(mas, manageApi, signal)));
    results.push(
      manage.hasCertificate ? await look('Manage client certificate', () => lookAtKeys(mas, signal)) : noCertificate,
    );
    results.push(groupRight);
  }
  if (applications.length > 0) {
    const choice = { applications, version, probe: manage.probe };
    results.push(await look('MAS version', async () => ({ detail: (await chooseFlow(choice, signal)).reason })));
  }
  signal.throwIfAborted();
  return results;
}

/** An id that no user is expected to have: who may read users is told 404, who may not 403. */
const nobody = 'onboard-doctor';

async function lookAtUsers({ users }: MasConnection, signal: AbortSignal) {
  await users.get(nobody, signal);
  return { detail: 'the superuser may read users; whether it may change them shows at the first write' };
}

const groupRight: Diagnosis = {
  check: 'right to change Manage groups',
  status: 'ok',
  detail: 'not looked at: that is not possible without writing',
  remedy:
    'If primary users fail with TARGET_FORBIDDEN at the step group, let the user of the API key (manageApiKeyUser) change security groups in Manage.',
};

const noCertificate: Diagnosis = {
  check: 'Manage client certificate',
  status: 'warning',
  detail: 'none is configured: primary users cannot be added to Manage groups',
  remedy: 'Name manageCertificate in the worker configuration.',
};

async function lookAtWorkspace(mas: MasConnection, signal: AbortSignal): Promise<[Diagnosis[], string[]]> {
  let applications: string[] = [];
  const results = [
    await look(`workspace ${mas.workspace}`, async () => {
      applications = plannedApplications(await mas.applications.list(signal));
      return { detail: `the superuser may read it; applications: ${applications.join(', ') || 'none'}` };
    }),
  ];
  if (applications.length === 0) return [results, applications];
  const ready = await look('applications', async () => {
    await mas.availability.requireAll(applications, signal);
    return { detail: 'all are ready and available' };
  });
  return [[...results, ready], applications];
}

async function lookAtService({ openSecret, clock }: MasConnection, place: ServicePlace, signal: AbortSignal) {
  const identity = await openIdentity(place, openSecret);
  const [server, ...issuers] = await probeTls(place.baseUrl, identity, signal);
  const now = clock.now();
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

async function lookAtKeys({ manage }: MasConnection, signal: AbortSignal) {
  const keys = await manage.keys.list(signal);
  return { detail: `may list API keys; ${keys.length === 0 ? 'none exists' : 'one exists'}` };
}

async function look(check: string, at: Look): Promise<Diagnosis> {
  try {
    const { detail, remedy } = await at();
    return remedy === undefined ? { check, status: 'ok', detail } : { check, status: 'warning', detail, remedy };
  } catch (error) {
    const known = fromHttpError('connect', error);
    const failure = known instanceof TargetError ? known : new TargetError('INTERNAL', 'the look itself failed');
    return { check, status: 'failed', detail: failure.message, remedy: factsOf(failure.code).remedy };
  }
}
