import type { Prepared } from '../../domain/activities';
import { type ReleaseRequest, type Target, TargetError } from '../target';
import { connectMas, type ManageConnection, type MasConnection, type MasDeps } from './connection';
import { diagnoseMas } from './diagnose';
import { anyFoundKey, mayDelete } from './key-leases';
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
    release: (request, signal) => orStopped(signal, () => release(mas, request, signal)),
    diagnose: (signal) => diagnoseMas(mas, signal),
  };
}

async function prepare(
  { applications, availability, workspace, manage }: MasConnection,
  signal: AbortSignal,
): Promise<Prepared> {
  const planned = plannedApplications(await applications.list(signal));
  await availability.requireAll(planned, signal);
  const present = planned.includes('manage') ? await presentKeys(manage, signal) : [];
  return { plans: masPlans(workspace, planned), present };
}

/** Only primary users need a key, so one who may not list keys fails at their step, not here. */
async function presentKeys({ keys, hasCertificate }: ManageConnection, signal: AbortSignal): Promise<string[]> {
  if (!hasCertificate) return [anyFoundKey];
  try {
    return (await keys.list(signal)).map(({ id }) => id);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TargetError) return [anyFoundKey];
    throw error;
  }
}

async function release({ manage }: MasConnection, request: ReleaseRequest, signal: AbortSignal): Promise<void> {
  const { leases, present, complete } = request;
  await removeKeys(manage, leases, signal);
  if (!complete) await removeKeys(manage, await untold(manage, present, signal), signal);
}

/** The keys of users who could not tell theirs, as far as this process knows. */
async function untold(manage: ManageConnection, present: readonly string[], signal: AbortSignal): Promise<string[]> {
  const owned = manage.leases.owned(present);
  const made = await manage.keys.made(signal);
  if (made === undefined || owned.includes(made.id) || !mayDelete(present, made)) return owned;
  return [...owned, made.id];
}

async function removeKeys(manage: ManageConnection, ids: readonly string[], signal: AbortSignal): Promise<void> {
  for (const id of ids) {
    await manage.keys.remove(id, signal);
    manage.leases.forget(id);
  }
}
