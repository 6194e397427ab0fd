import { look, lookAtService } from '../connection/look';
import type { Diagnosis } from '../contract/target';
import type { MasConnection } from './parts/connection';
import { chooseFlow } from './flow';
import type { ManageApiKeys } from './manage/manage-api-key';
import { plannedApplications } from './verbs/plans';
import { isFrom91 } from './wire/wire-person';

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
    const keys = version !== undefined && isFrom91(version) ? manage.people.keys : manage.keys;
    results.push(await look('Manage API', () => lookAtService(mas, manageApi, signal)));
    results.push(
      manage.hasCertificate ? await look('Manage client certificate', () => lookAtKeys(keys, signal)) : noCertificate,
    );
    results.push(groupRight);
  }
  if (applications.length > 0) {
    results.push(await look('MAS version', async () => ({ detail: chooseFlow({ applications, version }).reason })));
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

/** Whose a key is, Manage does not tell: one that a killed run left looks like one that a person made. */
async function lookAtKeys(keys: ManageApiKeys, signal: AbortSignal) {
  const found = await keys.list(signal);
  if (found.length === 0) return { detail: 'may list API keys; none exists' };
  const ids = found.map(({ id }) => id ?? 'without an id').join(', ');
  return {
    detail: `may list API keys; one exists: ${ids}`,
    remedy:
      'A run uses it and leaves it, but makes and removes its own where there is none. If nobody made this one on purpose and no run is under way, a run that was killed left it: delete it in Manage (API Keys).',
  };
}
