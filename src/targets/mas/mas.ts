import type { Prepared } from '../../domain/run/activities';
import type { Departure, PreparedDeparture } from '../../domain/run/departure';
import { type ReleaseRequest, type Target, TargetError } from '../contract/target';
import { connectMas, type ManageConnection, type MasConnection, type MasDeps } from './parts/connection';
import { departurePlans } from './verbs/departure-plans';
import { masDepartureVerbs } from './verbs/departure-verbs';
import { diagnoseMas } from './diagnose';
import { chooseFlow } from './flow';
import { anyFoundKey, mayDelete } from './manage/key-leases';
import type { ManageApiKeys } from './manage/manage-api-key';
import { managePlans, masPlans, plannedApplications } from './verbs/plans';
import { remember } from '../connection/remember';
import { orStopped } from '../connection/stopped';
import { masVerbs } from './verbs/verbs';

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
    offboarding: {
      prepare: (how, signal) => orStopped(signal, () => prepareDeparture(mas, { version, how }, signal)),
      verbs: masDepartureVerbs(mas),
    },
    release: (request, signal) => orStopped(signal, () => release(mas, request, signal)),
    diagnose: (signal) => diagnoseMas(mas, version, signal),
  };
}

async function prepare(mas: MasConnection, version: string | undefined, signal: AbortSignal): Promise<Prepared> {
  const { applications, availability, workspace, manage } = mas;
  const planned = plannedApplications(await applications.list(signal));
  await availability.requireAll(planned, signal);
  const { flow } = await chooseFlow({ applications: planned, version, probe: manage.probe }, signal);
  const fromManage = flow === 'manage';
  const keys = fromManage ? manage.people.keys : manage.keys;
  const present = planned.includes('manage') ? await presentKeys(manage, keys, signal) : [];
  return { plans: fromManage ? managePlans() : masPlans(workspace, planned), present };
}

async function prepareDeparture(
  mas: MasConnection,
  { version, how }: { readonly version: string | undefined; readonly how: Departure },
  signal: AbortSignal,
): Promise<PreparedDeparture> {
  const { plans, present } = await prepare(mas, version, signal);
  return { plans: departurePlans(plans, how), present };
}

/** Not everybody needs a key, so a superuser who may not list keys fails at the step that does, not here. */
async function presentKeys(
  { hasCertificate }: ManageConnection,
  keys: ManageApiKeys,
  signal: AbortSignal,
): Promise<string[]> {
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
  const ids = new Set(manage.leases.owned(present));
  for (const keys of [manage.keys, manage.people.keys]) {
    const made = await keys.made(signal);
    if (made !== undefined && mayDelete(present, made)) ids.add(made.id);
  }
  return [...ids];
}

async function removeKeys(manage: ManageConnection, ids: readonly string[], signal: AbortSignal): Promise<void> {
  for (const id of ids) await manage.removeKey(id, signal);
}
