import { fingerprintOf } from '../../../client';
import { compareWanted, type LedgerComparison, type Member, wantedOf } from '../../../domain/run/ledger';
import type { RunOptions } from '../../../domain/run/run';
import type { NoticeWish } from '../../../domain/run/notice';
import { refusalOf, type SyncInput } from '../../../domain/sync/sync';
import type { TenantDefinition } from '../../../domain/tenant/tenant';
import { toUsers } from '../../../input/tenant/to-users';
import type { Context } from '../../command/context';
import type { Removal } from '../../options';
import { idKeyOf, userKeyOptions } from '../../place/user-keys';
import { readPresentTenant, type TenantWish } from '../../tenant/read-tenant';

/** Whose list is to be the whole truth, and what becomes of the others. */
export interface SyncWish extends TenantWish {
  readonly run: RunOptions;
  readonly removal: Removal;
  readonly notify: readonly NoticeWish[];
  readonly config: string | undefined;
}

/** What a synchronisation is asked for. */
export interface SyncRequest {
  readonly definition: TenantDefinition;
  readonly input: SyncInput;
  readonly fingerprint: string;
}

/** Reads the list, which may be empty. Throws `UsageError` with every problem of it, and for a secret that does not exist. */
export async function syncRequest(context: Context, wish: SyncWish): Promise<SyncRequest> {
  const { definition } = await readPresentTenant(context, wish);
  const { tenant, target } = definition;
  const users = toUsers(definition, await userKeyOptions(context, wish.config));
  const { run: options, removal, notify } = wish;
  const { leaving, limit } = removal;
  const wishes = { ...(limit !== undefined && { limit }), ...(notify.length > 0 && { notify }) };
  const input = { tenant, target, users, options, leaving, ...wishes };
  const list = fingerprintOf({ target, users }, idKeyOf(context));
  const fingerprint = [list, leaving.how, leaving.force, JSON.stringify(limit ?? null)].join(' ');
  return { definition, input, fingerprint };
}

/** How the list differs from who is onboarded, and why the guard would not let it be carried out. */
export interface SyncOutlook extends LedgerComparison {
  readonly refusal: string | undefined;
}

/** `ledger`: its pages; absent when there is none. */
export async function outlookOf(
  input: SyncInput,
  ledger: AsyncIterable<readonly Member[]> = noLedger(),
): Promise<SyncOutlook> {
  const found = await compareWanted(wantedOf(input.users), ledger);
  return { ...found, refusal: refusalOf(input, found) };
}

async function* noLedger(): AsyncGenerator<readonly Member[]> {}

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
