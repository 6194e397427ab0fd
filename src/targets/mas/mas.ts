import type { Prepared } from '../../domain/activities';
import type { Target } from '../target';
import { connectMas, type MasConnection, type MasDeps } from './connection';
import { diagnoseMas } from './diagnose';
import { masPlans, plannedApplications } from './plans';
import { remember } from './remember';
import { orStopped } from './stopped';
import { masVerbs } from './verbs';

/** One MAS instance below 9.1 as a target: answers a function from workspace to target. Nothing is sent until it is used. */
export function createMas(deps: MasDeps): (workspace: string) => Target {
  const connect = connectMas(deps);
  return remember((workspace) => bind(connect(workspace)));
}

function bind(mas: MasConnection): Target {
  return {
    prepare: (signal) => orStopped(signal, () => prepare(mas, signal)),
    verbs: masVerbs(mas),
    release: (leases, signal) => orStopped(signal, () => release(mas, leases, signal)),
    diagnose: (signal) => diagnoseMas(mas, signal),
  };
}

async function prepare(
  { applications, availability, workspace, manage }: MasConnection,
  signal: AbortSignal,
): Promise<Prepared> {
  const planned = plannedApplications(await applications.list(signal));
  await availability.requireAll(planned, signal);
  const readKeys = planned.includes('manage') && manage.hasCertificate;
  const present = readKeys ? await manage.keys.list(signal) : [];
  return { plans: masPlans(workspace, planned), present: present.map(({ id }) => id) };
}

async function release({ manage }: MasConnection, leases: readonly string[], signal: AbortSignal): Promise<void> {
  for (const id of leases) {
    await manage.keys.remove(id, signal);
    manage.leases.forget(id);
  }
}
