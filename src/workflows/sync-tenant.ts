import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  defineQuery,
  executeChild,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../domain/run/activities';
import { type LedgerComparison, wantedOf } from '../domain/run/ledger';
import { departureTypes, messages, targetPlace, tenantWorkflowId, workflowTypes } from '../domain/run/names';
import { refusalOf, type SyncInput, type SyncResult, type SyncStatus } from '../domain/sync/sync';
import { tenantAttributes } from '../domain/run/search-attributes';
import { publishStatus } from './telling/attributes';
import { asUrgent, compareLedgerPolicy, syncTimes } from './state/policies';
import { type Reason, reasonOf, runFailure, wasCancelled } from './state/user-failure';
import type { TenantResult } from '../domain/run/outcome';
import type { OffboardTenantInput, OnboardTenantInput } from '../domain/run/run';
import type { User } from '../domain/tenant/user';
import type { offboardTenant } from './offboard-tenant';
import type { onboardTenant } from './onboard-tenant';

type Parts = Pick<SyncResult, 'onboarded' | 'offboarded' | 'offboardingFailure'>;

/**
 * Makes a list of users the whole truth of what this tool manages for a tenant at a place: onboards all of them, then
 * offboards who is in the ledger and not on the list. Fails as a whole, before anything is done, when more would be
 * removed than the guard allows; and when nobody could be onboarded, before anybody is removed.
 */
export async function syncTenant(input: SyncInput): Promise<SyncResult> {
  let phase: SyncStatus['phase'] = 'comparing';
  let gone: number | undefined;
  const users = () => ({ onboard: input.users.length, offboard: gone });
  setHandler(defineQuery<SyncStatus>(messages.syncStatus), () => ({ tenant: input.tenant, phase, users: users() }));
  const enter = (next: SyncStatus['phase']): void => {
    phase = next;
    setCurrentDetails(`${targetPlace(input.target)}: ${next}`);
  };
  try {
    const found = await compare(input);
    guard(input, found);
    gone = found.goneTotal;
    const parts = await bothParts(input, found, enter);
    enter('closed');
    const result = resultOf(input, found, parts);
    publishStatus(result.status);
    return result;
  } catch (error) {
    publishStatus(CancellationScope.current().consideredCancelled ? 'cancelled' : 'failed');
    throw error;
  }
}

async function compare({ tenant, target, users }: SyncInput): Promise<LedgerComparison> {
  const summary = 'Compare with the ledger';
  const { compareWithLedger } = proxyActivities<OnboardingActivities>({ ...compareLedgerPolicy, summary });
  try {
    return await compareWithLedger({ tenant, target, wanted: wantedOf(users) });
  } catch (error) {
    throw wasCancelled(error) ? error : runFailure(error);
  }
}

/** Throws REMOVALS_GUARDED. */
function guard(input: SyncInput, found: LedgerComparison): void {
  const refusal = refusalOf(input, found);
  if (refusal === undefined) return;
  throw runFailure(ApplicationFailure.nonRetryable(refusal, 'REMOVALS_GUARDED'));
}

async function bothParts(
  input: SyncInput,
  { gone }: LedgerComparison,
  enter: (phase: SyncStatus['phase']) => void,
): Promise<Parts> {
  const waiting = () => enter('waiting');
  const onboarding = { begin: () => enter('onboarding'), waiting };
  const onboarded = input.users.length === 0 ? undefined : await whenFree(() => onboardWanted(input), onboarding);
  const first = onboarded === undefined ? {} : { onboarded };
  // Whoever cancels the first part does not want the second.
  const isCancelled = CancellationScope.current().consideredCancelled || onboarded?.status === 'cancelled';
  if (gone.length === 0 || isCancelled) return first;
  try {
    const offboarding = { begin: () => enter('offboarding'), waiting };
    return { ...first, offboarded: await whenFree(() => offboardGone(input, gone), offboarding) };
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) return first;
    return { ...first, offboardingFailure: failureOf(error) };
  }
}

interface Course {
  readonly begin: () => void;
  readonly waiting: () => void;
}

/** Waits for a run of the tenant that is open already, and throws TENANT_BUSY when that takes too long. */
async function whenFree<T>(start: () => Promise<T>, { begin, waiting }: Course): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      begin();
      return await start();
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (tries === syncTimes.mostTries) throw busy();
      waiting();
      await sleep(syncTimes.betweenTries);
    }
  }
}

function busy(): ApplicationFailure {
  return runFailure(ApplicationFailure.nonRetryable('another run of the tenant stays open', 'TENANT_BUSY'));
}

/** A part that failed as a whole: the innermost failure says why, those around it add what to do. */
function failureOf(error: unknown): Reason {
  let innermost = error;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure) innermost = at;
  }
  return reasonOf(innermost);
}

function resultOf(input: SyncInput, { known, differing, full }: LedgerComparison, parts: Parts): SyncResult {
  const { tenant, target } = input;
  const partly = [parts.onboarded, parts.offboarded].some((part) => part !== undefined && part.status !== 'completed');
  const mended = !partly && parts.offboardingFailure === undefined;
  const cancelled =
    CancellationScope.current().consideredCancelled ||
    [parts.onboarded, parts.offboarded].some((part) => part?.status === 'cancelled');
  const ended = mended ? 'completed' : 'completed-with-failures';
  return {
    tenant,
    target,
    status: cancelled ? 'cancelled' : ended,
    known,
    differing,
    ...parts,
    ...(full ? { ledgerFull: true } : {}),
  };
}

// The parts of a synchronisation are runs like any other: looked at, retried and reported by the tenant's name.

export function onboardWanted({ tenant, target, users, options }: SyncInput): Promise<TenantResult> {
  const input: OnboardTenantInput = { tenant, target, users, options };
  return executeChild<typeof onboardTenant>(workflowTypes.tenant, {
    ...childOptions(input),
    workflowId: tenantWorkflowId(target.system, tenant),
    args: [input],
  });
}

export function offboardGone(
  { tenant, target, options, leaving }: SyncInput,
  gone: readonly User[],
): Promise<TenantResult> {
  const input: OffboardTenantInput = { tenant, target, users: gone, options, ...leaving };
  return executeChild<typeof offboardTenant>(departureTypes.tenant, {
    ...childOptions(input),
    workflowId: tenantWorkflowId(target.system, tenant, 'offboard'),
    args: [input],
  });
}

function childOptions({ tenant, target, users }: Pick<OnboardTenantInput, 'tenant' | 'target' | 'users'>) {
  const name = `${tenant} → ${targetPlace(target)}`;
  return {
    staticSummary: `${name}, ${users.length} ${users.length === 1 ? 'user' : 'users'}`,
    memo: { name, fingerprint: null, retryOf: null },
    typedSearchAttributes: tenantAttributes(tenant, target),
    ...asUrgent(),
  };
}
