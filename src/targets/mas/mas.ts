import type { Prepared } from '../../domain/activities';
import type { Target } from '../target';
import { connectMas, type MasConnection, type MasDeps } from './connection';
import { diagnoseMas } from './diagnose';
import { chooseFlow } from './flow';
import { managePlans, masPlans, plannedApplications } from './plans';
import { remember } from './remember';
import { orStopped } from './stopped';
import { masVerbs } from './verbs';

/**
 * One MAS instance as a target: answers a function from workspace, and version if it is known, to target. Nothing is sent
 * until it is used.
 */
export function createMas(deps: MasDeps): (workspace: string, version?: string) => Target {
  const connect = connectMas(deps);
  const withVersion = remember((version) => remember((workspace) => bind(connect(workspace), version || undefined)));
  return (workspace, version = '') => withVersion(version)(workspace);
}

function bind(mas: MasConnection, version: string | undefined): Target {
  return {
    prepare: (signal) => orStopped(signal, () => prepare(mas, version, signal)),
    verbs: masVerbs(mas),
    release: (leases, signal) => orStopped(signal, () => release(mas, leases, signal)),
    diagnose: (signal) => diagnoseMas(mas, version, signal),
  };
}

async function prepare(mas: MasConnection, version: string | undefined, signal: AbortSignal): Promise<Prepared> {
  const { applications, availability, workspace, manage } = mas;
  const planned = plannedApplications(await applications.list(signal));
  await availability.requireAll(planned, signal);
  const { flow } = await chooseFlow({ applications: planned, version, probe: manage.probe }, signal);
  if (flow === 'manage') {
    const keys = await manage.people.keys.list(signal);
    return { plans: managePlans(), present: keys.map(({ id }) => id) };
  }
  const readKeys = planned.includes('manage') && manage.hasCertificate;
  const present = readKeys ? await manage.keys.list(signal) : [];
  return { plans: masPlans(workspace, planned), present: present.map(({ id }) => id) };
}

async function release({ manage }: MasConnection, leases: readonly string[], signal: AbortSignal): Promise<void> {
  for (const id of leases) {
    await manage.removeKey(id, signal);
  }
}
