import { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, defineQuery, startChild, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { OnboardingActivities } from '../domain/run/activities';
import { type LedgerComparison, wantedOf } from '../domain/run/ledger';
import { departureTypes, messages, targetPlace, tenantWorkflowId, workflowTypes } from '../domain/run/names';
import { partOf, refusalOf, type SyncInput, type SyncResult, type SyncStatus, wantedIn } from '../domain/sync/sync';
import { tenantAttributes } from '../domain/run/search-attributes';
import { type SyncEndParts, tellSyncEnd } from './run/sync-notices';
import { nothing } from './messages/checks';
import { listenQuery } from './messages/listen';
import { introduce, publishStatus } from './telling/attributes';
import { asUrgent, compareLedgerPolicy, syncPatienceMs } from './state/policies';
import { type Reason, reasonOf, runFailure, wasCancelled } from './state/user-failure';
import type { TenantResult } from '../domain/run/outcome';
import type { OffboardTenantInput, OnboardTenantInput } from '../domain/run/run';
import type { User } from '../domain/tenant/user';
import { inTurn } from './window/run-child';
import { syncInput } from './messages/inputs';
import { requireInput } from './messages/require-input';

const statusQuery = defineQuery<SyncStatus, [null | undefined]>(messages.syncStatus);

type Parts = SyncEndParts & Pick<SyncResult, 'offboardingFailure'>;

/**
 * Makes a list of users the whole truth of what this tool manages for a tenant at a place: onboards all of them, then
 * offboards who is in the ledger and not on the list. Fails as a whole, before anything is done, when more would be
 * removed than the guard allows; and when nobody could be onboarded, before anybody is removed.
 */
export async function syncTenant(input: SyncInput): Promise<SyncResult> {
  requireInput(syncInput, input);
  introduce(input);
  let phase: SyncStatus['phase'] = 'comparing';
  let gone: number | undefined;
  const users = () => ({ onboard: wantedIn(input), offboard: gone });
  listenQuery(statusQuery, nothing, () => ({ tenant: input.tenant, phase, users: users() }));
  const enter: Enter = (next): void => {
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
    const { status, offboardingFailure } = result;
    const notices = await tellSyncEnd(input, { ...parts, status, error: offboardingFailure });
    return { ...result, ...(notices !== undefined && { notices }) };
  } catch (error) {
    const status = CancellationScope.current().consideredCancelled ? 'cancelled' : 'failed';
    publishStatus(status);
    await tellSyncEnd(input, { status, error: failureOf(error) });
    throw error;
  }
}

async function compare({ tenant, target, users, paged }: SyncInput): Promise<LedgerComparison> {
  if (paged !== undefined) return paged.found;
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

async function bothParts(input: SyncInput, { gone }: LedgerComparison, enter: Enter): Promise<Parts> {
  const onboarded = wantedIn(input) === 0 ? undefined : await onboardWanted(input, enter);
  const first = onboarded === undefined ? {} : { onboarded };
  // Whoever cancels the first part does not want the second.
  const isCancelled = CancellationScope.current().consideredCancelled || onboarded?.status === 'cancelled';
  if (gone.length === 0 || isCancelled) return first;
  try {
    return { ...first, offboarded: await offboardGone(input, gone, enter) };
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) return first;
    return { ...first, offboardingFailure: failureOf(error) };
  }
}

type Enter = (phase: SyncStatus['phase']) => void;

/** A part that failed as a whole: the innermost failure says why, those around it add what to do. */
function failureOf(error: unknown): Reason {
  let innermost = error;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure) innermost = at;
  }
  return reasonOf(innermost);
}

function resultOf(input: SyncInput, { known, differingTotal, differing }: LedgerComparison, parts: Parts): SyncResult {
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
    differingTotal,
    differing,
    ...(parts.onboarded !== undefined && { onboarded: partOf(parts.onboarded) }),
    ...(parts.offboarded !== undefined && { offboarded: partOf(parts.offboarded) }),
    ...(parts.offboardingFailure !== undefined && { offboardingFailure: parts.offboardingFailure }),
  };
}

// The parts of a synchronisation are runs like any other: looked at, retried and reported by the tenant's name.

function onboardWanted(sync: SyncInput, enter: Enter): Promise<TenantResult> {
  const { tenant, target, users, options, paged, slices } = sync;
  const more = { ...(paged !== undefined && { pages: paged.pages }), ...(slices !== undefined && { slices }) };
  const input: OnboardTenantInput = { tenant, target, users, options, ...more };
  return runPart({ type: workflowTypes.tenant, input, count: wantedIn(sync) }, (waits) =>
    enter(waits ? 'waiting' : 'onboarding'),
  );
}

function offboardGone(
  { tenant, target, options, leaving, slices }: SyncInput,
  users: readonly User[],
  enter: Enter,
): Promise<TenantResult> {
  const more = slices === undefined ? {} : { slices };
  const input: OffboardTenantInput = { tenant, target, users, options, ...leaving, ...more };
  return runPart({ type: departureTypes.tenant, input, count: users.length }, (waits) =>
    enter(waits ? 'waiting' : 'offboarding'),
  );
}

interface Part<I> {
  readonly type: string;
  readonly input: I;
  /** How many users it is about. */
  readonly count: number;
}

/** Waits for a run of the tenant that is open already, and throws TENANT_BUSY when that takes too long. */
async function runPart<I extends OnboardTenantInput | OffboardTenantInput>(
  { type, input, count }: Part<I>,
  tell: (waits: boolean) => void,
): Promise<TenantResult> {
  const { tenant, target, options } = input;
  const workflowId = tenantWorkflowId(target, tenant);
  const { pollIntervalMs } = options;
  const hears = { begins: () => tell(false), waiting: () => tell(true) };
  const turn = { workflowId, patienceMs: syncPatienceMs, pollIntervalMs, ...hears };
  try {
    return await inTurn(turn, () =>
      startChild<(input: I) => Promise<TenantResult>>(type, {
        ...childOptions(input, count),
        workflowId,
        args: [input],
      }),
    );
  } catch (error) {
    if (reasonOf(error).code !== 'TURN_AWAITED') throw error;
    throw runFailure(ApplicationFailure.nonRetryable('another run of the tenant stays open', 'TENANT_BUSY'));
  }
}

function childOptions({ tenant, target }: Pick<OnboardTenantInput, 'tenant' | 'target'>, count: number) {
  const name = `${tenant} → ${targetPlace(target)}`;
  return {
    staticSummary: `${name}, ${count} ${count === 1 ? 'user' : 'users'}`,
    memo: { name, fingerprint: null, retryOf: null },
    typedSearchAttributes: tenantAttributes(tenant, target),
    ...asUrgent(),
  };
}
