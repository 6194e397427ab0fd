import { setTimeout as pause } from 'node:timers/promises';
import { departureTypes, isAt, tenantIn, workflowTypes } from '../../domain/run/names';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded } from './grpc-errors';
import { quoted } from './quoted';

/** Names a tenant. */
export interface TenantRef {
  readonly tenant: string;
  /** Where it lives, as in `mas:inst1/ws1`, `mas:inst1` or `mas`; needed only when its name is at several places. */
  readonly at?: string | undefined;
}

const types = [workflowTypes.tenant, departureTypes.tenant].map((type) => `'${type}'`).join(', ');
/** More places than a name has. */
const mostPlaces = 20;
const looks = { most: 16, betweenMs: 250 } as const;

/** The workflow ids of a tenant's runs, one for each place that is meant, the latest first. Throws `ClientError`. */
export async function runIdsOf(temporal: Temporal, ref: TenantRef): Promise<readonly string[]> {
  return whenListed(async () =>
    (await idsOfTenant(temporal, ref.tenant)).filter((id) => isAt(tenantIn(id)?.place ?? '', ref.at)),
  );
}

/** Whether a tenant's name alone does not say which one is meant. Throws `ClientError`. */
export async function isAtSeveralPlaces(temporal: Temporal, tenant: string): Promise<boolean> {
  return (await idsOfTenant(temporal, tenant)).length > 1;
}

/** What a search finds, which is a moment behind: one that finds nothing is asked again. */
export async function whenListed<T>(find: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (let look = 1; ; look += 1) {
    const found = await find();
    if (found.length > 0 || look === looks.most) return found;
    await pause(looks.betweenMs);
  }
}

/** A place has one id, and any number of runs under it: each question leaves out what is known. */
async function idsOfTenant({ client }: Temporal, tenant: string): Promise<readonly string[]> {
  const found: string[] = [];
  const query = `WorkflowType IN (${types}) AND OnboardTenant = ${quoted(tenant)}`;
  while (found.length < mostPlaces) {
    const others = found.map((id) => ` AND WorkflowId != ${quoted(id)}`).join('');
    const next = await guarded(async () => {
      for await (const { workflowId } of client.workflow.list({ query: `${query}${others}`, pageSize: 1 })) {
        return workflowId;
      }
      return undefined;
    });
    if (next === undefined) break;
    found.push(next);
  }
  return found;
}

/** The refusal of a name that is at several places. */
export function atSeveral(tenant: string, workflowIds: readonly string[]): ClientError {
  const places = workflowIds.flatMap((id) => tenantIn(id)?.place ?? []);
  return new ClientError(
    'RUN_REFUSED',
    `There are tenants called ${tenant} at ${places.length} places: ${places.join(', ')}.`,
    `Say which is meant: --at ${places[0] ?? ''}`,
  );
}
