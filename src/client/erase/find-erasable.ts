import { partIn, systemIn, teamWriterId, userKeyIn } from '../../domain/run/names';
import { partOf } from '../../domain/systems/systems';
import { TargetRef } from '../../domain/tenant/target-ref';
import { z } from 'zod';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { eventsOf, startInput, valuesIn } from '../history/raw-history';
import { inParallel } from '../temporal/in-parallel';
import type { TenantRef } from '../temporal/tenant-places';
import { PersonTrace } from './person-trace';
import { type Execution, listTeamWriter, listTenantExecutions } from './tenant-executions';

export interface EraseRequest extends TenantRef {
  /** Ids, e-mail addresses or keys of persons; the whole tenant when absent. */
  readonly users?: readonly string[] | undefined;
  /** The keys that a user id may have: the configured kind, and any other that was used before. */
  readonly keysOf: (id: string) => readonly string[];
}

/** What an erasure would delete. `ledgers`: open ones that first have to forget `persons` (ids). */
export interface Erasable {
  readonly tenant: string;
  readonly executions: readonly Execution[];
  readonly ledgers: readonly Execution[];
  readonly persons: readonly string[];
}

/** How many histories are read at once. */
const histories = 4;
const inputs = 10;

const Input = z.object({ target: TargetRef });

/**
 * Finds what Temporal holds of a tenant or of some of its users, by listing, by id, and by reading what histories say; deletes
 * nothing. Throws `ClientError` RUN_REFUSED when something of it is open, and `CodecError` for what cannot be read.
 */
export async function findErasable(temporal: Temporal, request: EraseRequest): Promise<Erasable> {
  const { tenant, users } = request;
  const all = await listTenantExecutions(temporal, request);
  const writers = await teamWriters(temporal, tenant, all);
  const found =
    users === undefined
      ? { executions: [...all, ...writers], persons: [] }
      : await ofPersons(temporal, [...all, ...writers], new PersonTrace(users, request.keysOf));
  const { executions, persons } = found;
  const open = executions.filter(({ open }) => open);
  refuseOpen(tenant, [...open.filter(({ kind }) => kind !== 'ledger'), ...all.filter(isOpenSchedule)]);
  const ledgers = users === undefined ? [] : open;
  return { tenant, executions, ledgers, persons };
}

/** A schedule's history holds every list it ever had; whether a person is in one, only Temporal can read. */
function isOpenSchedule({ kind, open }: Execution): boolean {
  return kind === 'schedule' && open;
}

function refuseOpen(tenant: string, open: readonly Execution[]): void {
  const ids = [...new Set(open.map(({ workflowId }) => workflowId))];
  if (ids.length === 0) return;
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  throw new ClientError(
    'RUN_REFUSED',
    `These are open: ${ids.slice(0, 5).join(', ')}${more}. Nothing was deleted.`,
    open.some(isOpenSchedule)
      ? `Delete the schedule (onboard schedule delete ${tenant}), then give the same command again; make it anew afterwards.`
      : `Let them end, or cancel them (onboard cancel ${tenant}), then give the same command again. A team's writer ends by itself, minutes after its last request, while a worker runs.`,
  );
}

async function ofPersons(
  temporal: Temporal,
  all: readonly Execution[],
  trace: PersonTrace,
): Promise<Pick<Erasable, 'executions' | 'persons'>> {
  const told = all.filter(({ kind }) => kind !== 'user' && kind !== 'schedule');
  const users = all.filter(({ kind }) => kind === 'user');
  await inParallel(told, histories, async (run) => {
    for await (const value of valuesOf(temporal, run)) trace.read(value);
  });
  // The run that started a user may be gone; what it gave the user is all that tells which addresses go with its key.
  await inParallel(users, inputs, async (user) => trace.read(await startInput(temporal, user)));
  trace.learn();
  const flags = await inParallel(told, histories, async (run) => {
    for await (const value of valuesOf(temporal, run)) if (trace.isIn(value)) return true;
    return false;
  });
  const own = users.filter(({ workflowId, user }) => trace.owns(userKeyIn(workflowId), user));
  const schedules = all.filter(({ kind, open }) => kind === 'schedule' && !open);
  return { executions: [...own, ...told.filter((_, index) => flags[index]), ...schedules], persons: trace.allIds };
}

/** Every value that a history holds. */
async function* valuesOf(temporal: Temporal, run: Execution): AsyncGenerator<unknown> {
  for await (const event of eventsOf(temporal, run)) yield* valuesIn(temporal, event);
}

/** A team's writer tells of the tenant's users; which team, the runs say that used it. */
async function teamWriters(
  temporal: Temporal,
  tenant: string,
  all: readonly Execution[],
): Promise<readonly Execution[]> {
  const runs = all.filter(({ kind, workflowId }) => kind === 'run' && writesByTeam(workflowId));
  const ids = await inParallel(runs, histories, async (run) => {
    const input = Input.safeParse(await startInput(temporal, run));
    if (!input.success) return undefined;
    const { target } = input.data;
    return teamWriterId(target, partIn(target) ?? tenant);
  });
  const named = [...new Set(ids.filter((id) => id !== undefined))];
  return (await inParallel(named, histories, (id) => listTeamWriter(temporal, id))).flat();
}

function writesByTeam(workflowId: string): boolean {
  const system = systemIn(workflowId);
  return system !== undefined && partOf(system)?.writer === true;
}
