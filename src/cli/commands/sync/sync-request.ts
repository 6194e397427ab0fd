import { fingerprintOf } from '../../../client';
import { type LedgerComparison, type Ledger, compareWanted, wantedOf } from '../../../domain/run/ledger';
import { refusalOf, type SyncInput } from '../../../domain/sync/sync';
import type { TenantDefinition } from '../../../domain/tenant/tenant';
import { toUsers } from '../../../input/tenant/to-users';
import type { TargetFlags } from '../../../input/tenant/target-flags';
import type { Context } from '../../command/context';
import type { ConfigFlags, InputFlags, RunFlags } from '../../options/flags';
import { leavingOf, type RemovalFlags } from '../../options/removal-flags';
import { requireTenant, runOptionsOf } from '../../tenant/tenant-input';
import { idKeyOf, userKeyOptions } from '../../place/user-keys';

/** What a synchronisation is asked for. */
export interface SyncRequest {
  readonly definition: TenantDefinition;
  readonly input: SyncInput;
  readonly fingerprint: string;
}

export type SyncRequestFlags = ConfigFlags & InputFlags & TargetFlags & RunFlags & RemovalFlags;

/** Reads the file, which may hold no users. Throws `UsageError` with every problem of it. */
export async function syncRequest(context: Context, file: string, flags: SyncRequestFlags): Promise<SyncRequest> {
  const definition = await requireTenant(context, file, { ...flags, ways: 'may-be-empty' });
  const { tenant, target } = definition;
  const users = toUsers(definition, await userKeyOptions(context, flags));
  const leaving = leavingOf(flags);
  const { maxRemovals: limit } = flags;
  const input = { tenant, target, users, options: runOptionsOf(flags), leaving, ...(limit !== undefined && { limit }) };
  const list = fingerprintOf({ target, users }, idKeyOf(context));
  const fingerprint = [list, leaving.how, leaving.force, JSON.stringify(limit ?? null)].join(' ');
  return { definition, input, fingerprint };
}

/** How the list differs from who is onboarded, and why the guard would not let it be carried out. */
export interface SyncOutlook extends LedgerComparison {
  readonly refusal: string | undefined;
}

export function outlookOf(input: SyncInput, ledger: Ledger): SyncOutlook {
  const found = compareWanted(wantedOf(input.users), ledger);
  return { ...found, refusal: refusalOf(input, found) };
}

/** The guard stopped a synchronisation: nothing was called. */
export class SyncGuarded extends Error {
  override readonly name = 'SyncGuarded';
  readonly code = 'REMOVALS_GUARDED';
  readonly remedy: string;

  constructor(refusal: string, { goneTotal }: SyncOutlook) {
    super(`${refusal}. Nothing was done.`);
    this.remedy = `Look at onboard sync --plan; if it is meant so: --max-removals ${goneTotal}`;
  }
}
