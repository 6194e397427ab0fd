import { samePlace, targetLabel } from '../../domain/run/names';
import { userId } from '../../domain/tenant/person';
import { type EditedRun, refusedEdits } from '../../domain/run/record-edits';
import type { AddUsers, Leaving, RetryFailed, SkipUsers } from '../../domain/run/run';
import { isLarge, mostSlices } from '../../domain/run/run-size';
import type { OpenSlices } from '../../domain/run/user-slice';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { folded } from '../../domain/tenant/text-faults';
import type { User } from '../../domain/tenant/user';
import { faultOfUser } from './added-user';
import type { TenantRun } from '../state/tenant-run';

// Why a run does not do what an update asks for, as it stands; undefined when it does. Shapes are checked before (shapes.ts).

/** What users that are added must have in common with the run. */
export interface Aim {
  readonly target: TargetRef;
  readonly leaving: Leaving | undefined;
}

export function refusalOfRetry(
  run: TenantRun,
  system: TargetRef['system'],
  { users, edits }: RetryFailed,
): string | undefined {
  const unknown = run.notNamed(users ?? [], ['failed']);
  if (unknown.length > 0) return `not failed in this run: ${unknown.join(', ')}`;
  return edits === undefined ? undefined : refusalOfEdits(run, edits, { system, users });
}

function refusalOfEdits(run: TenantRun, edits: unknown, of: Pick<EditedRun, 'system' | 'users'>): string | undefined {
  if (run.direction === 'offboard') return 'edits are for onboardings: who leaves a target is not corrected first';
  return refusedEdits(edits, { ...of, standings: run.standings() });
}

export function refusalOfSkip(run: TenantRun, { users }: SkipUsers): string | undefined {
  const others = run.notNamed(users, ['failed', 'pending']);
  return others.length > 0 ? `neither failed nor waiting in this run: ${others.join(', ')}` : undefined;
}

export function refusalOfAdded(run: TenantRun, aim: Aim, added: AddUsers): string | undefined {
  const { users } = added;
  return refusalOfJoining(run, aim, added) ?? refusalOfUsers(run, users, aim) ?? refusalOfMore(run, users);
}

/** More users than a run keeps itself go to slices, which only who has all of them can spread. */
function refusalOfMore(run: TenantRun, users: readonly User[]): string | undefined {
  const more = run.sizeWith(users);
  const fits = run.slices.size === 0 && !isLarge(more, run.bytesWith(users), run.policy);
  if (fits || users.length === 0) return undefined;
  return `these users belong into slices: onboard add ${run.tenant} FILE`;
}

export function refusalOfOpening(run: TenantRun, aim: Aim, wanted: OpenSlices): string | undefined {
  const refusal = run.phase === 'closed' ? 'it has ended' : refusalOfJoining(run, aim, wanted);
  if (refusal !== undefined) return refusal;
  if (run.slices.isGivenUp && run.slices.neverFilled > 0) return 'it is ending: users that were announced never came';
  const open = run.slices.openOnes.length + wanted.pages.length;
  return open > mostSlices ? `it would have ${open} slices; at most ${mostSlices} are open at once` : undefined;
}

/** Why whoever wants this cannot have it from this run, whoever is to be added. */
export function refusalOfJoining(
  run: TenantRun,
  aim: Aim,
  { target, leaving }: Pick<AddUsers, 'target' | 'leaving'>,
): string | undefined {
  if ((aim.leaving === undefined) !== (leaving === undefined)) {
    return `users of this tenant are being ${run.direction}ed at this moment`;
  }
  if (!samePlace(aim.target, target, run.tenant)) {
    return `this tenant is being ${wayOf(run)} ${targetLabel(aim.target)}`;
  }
  if (!sameLeaving(aim.leaving, leaving)) return 'the open run does otherwise with its users (--delete, --force)';
  return undefined;
}

/** Of users who leave only the id counts. */
export function refusalOfUsers(
  { direction }: TenantRun,
  users: readonly User[],
  { target }: Pick<Aim, 'target'>,
): string | undefined {
  const [keys, ids] = [new Set<string>(), new Set<string>()];
  for (const [index, user] of users.entries()) {
    const fault = direction === 'onboard' ? faultOfUser(user, target.system) : undefined;
    if (fault !== undefined) return `users[${index}]${fault}`;
    const id = folded(userId(user.record));
    if (keys.has(user.key) || ids.has(id)) return `users[${index}] is given twice`;
    keys.add(user.key);
    ids.add(id);
  }
  return undefined;
}

function wayOf({ direction }: TenantRun): string {
  return direction === 'onboard' ? 'onboarded to' : 'offboarded from';
}

function sameLeaving(one: Leaving | undefined, other: Leaving | undefined): boolean {
  return one?.how === other?.how && one?.force === other?.force;
}
