import type { Prepared } from '../../domain/run/activities';
import type { Person } from '../../domain/tenant/person';
import type { Plan } from '../../domain/run/plan';
import type { Departure, PreparedDeparture } from '../../domain/run/departure';
import { type ReleaseRequest, type Target, TargetError } from '../contract/target';
import { connectMas, type ManageConnection, type MasConnection, type MasDeps } from './parts/connection';
import { departurePlans } from './verbs/departure-plans';
import { masDepartureVerbs } from './verbs/departure-verbs';
import { diagnoseMas } from './diagnose';
import { chooseFlow } from './flow';
import { anyFoundKey, removeClaimed } from './manage/key-removal';
import type { ManageApiKeys } from './manage/manage-api-key';
import { managePlans, masPlans, plannedApplications } from './verbs/plans';
import { remember } from '../connection/remember';
import { orStopped } from '../connection/stopped';
import type { OnDisabled } from './parts/settings';
import type { MasPlace } from './reference';
import { readAccount, userDefinition } from './verbs/user-definition';
import { masVerbs } from './verbs/verbs';

/** One MAS instance as a target: answers a function from place to target. Nothing is sent until it is used. */
export function createMas(deps: MasDeps): (place: MasPlace) => Target {
  const connect = connectMas(deps);
  const bound = remember(({ workspace, version, onDisabled }: MasPlace & { readonly onDisabled: OnDisabled }) =>
    bind(connect(workspace), version, onDisabled),
  );
  return ({ workspace, version, onDisabled = 'enable' }) => bound({ workspace, version, onDisabled });
}

function bind(mas: MasConnection, version: string | undefined, onDisabled: OnDisabled): Target {
  return {
    prepare: (signal) => orStopped(signal, () => prepare(mas, version, signal)),
    verbs: masVerbs(mas, onDisabled),
    ask: (person, account, signal) => orStopped(signal, () => ask(mas, { person, account }, signal)),
    offboarding: {
      prepare: (how, signal) => orStopped(signal, () => prepareDeparture(mas, { version, how }, signal)),
      verbs: masDepartureVerbs(mas),
    },
    release: (request, signal) => orStopped(signal, () => release(mas, request, signal)),
    diagnose: (signal) => diagnoseMas(mas, version, signal),
  };
}

/** Manage, which makes the users from 9.1 on, has no such call that a public page names. */
async function ask(
  { users }: MasConnection,
  { person, account }: { readonly person: Person; readonly account: Plan['account'] },
  signal: AbortSignal,
): Promise<'accepted' | 'unasked'> {
  if ('maxuser' in account) return 'unasked';
  await users.validate(userDefinition(person, readAccount(account)), signal);
  return 'accepted';
}

async function prepare(mas: MasConnection, version: string | undefined, signal: AbortSignal): Promise<Prepared> {
  const { applications, availability, workspace, manage } = mas;
  const planned = plannedApplications(await applications.list(signal));
  await availability.requireAll(planned, signal);
  const { flow } = chooseFlow({ applications: planned, version });
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
    const leftOver = keys.leftOver();
    if (leftOver !== undefined) await keys.remove(leftOver, signal);
    return (await keys.list(signal)).flatMap(({ id }) => id ?? []);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TargetError) return [anyFoundKey];
    throw error;
  }
}

/** Two leases may be of one key, when the configuration names its user. */
async function release({ manage }: MasConnection, request: ReleaseRequest, signal: AbortSignal): Promise<void> {
  for (const held of manage.keysByLease) await removeClaimed(held, request, signal);
}
