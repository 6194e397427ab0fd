import { ApplicationFailure } from '@temporalio/common';
import { samePlace, targetLabel } from '../../domain/run/names';
import { userId } from '../../domain/tenant/person';
import { type EditedRun, refusedEdits } from '../../domain/run/record-edits';
import type { AddUsers, Leaving, RetryFailed } from '../../domain/run/run';
import { refusalOfSize } from '../../domain/run/run-size';
import type { System } from '../../domain/systems/systems';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { folded } from '../../domain/tenant/text-faults';
import type { User } from '../../domain/tenant/user';
import { faultOfUser } from './added-user';
import { isFields, isTexts } from './shapes';
import type { TenantRun } from '../state/tenant-run';

// Updates also come from the Web UI, where a person writes the argument: its shape is checked, too. Each check throws
// `ApplicationFailure` UPDATE_REFUSED with the reason, and then nothing changes.

/** What users that are added must have in common with the run. */
export interface Aim {
  readonly target: TargetRef;
  readonly leaving: Leaving | undefined;
}

export function checkRetry(run: TenantRun, system: TargetRef['system'], request: unknown): void {
  if (request === undefined || request === null) return;
  if (!isFields(request)) return refuse('the argument must be {users, edits}, both may be left out');
  requireKnown(request, ['users', 'edits'] satisfies (keyof RetryFailed)[]);
  const { users, edits } = request;
  if (users !== undefined && !isTexts(users)) return refuse('users must be a list of user ids or keys');
  const unknown = run.notFailed(users ?? []);
  if (unknown.length > 0) refuse(`not failed in this run: ${unknown.join(', ')}`);
  if (edits !== undefined) checkEdits(run, edits, { system, users });
}

function checkEdits(run: TenantRun, edits: unknown, of: Pick<EditedRun, 'system' | 'users'>): void {
  if (run.direction === 'offboard') refuse('edits are for onboardings: who leaves a target is not corrected first');
  const refused = refusedEdits(edits, { ...of, standings: run.standings() });
  if (refused !== undefined) refuse(refused);
}

export function checkSkip(run: TenantRun, request: unknown): void {
  if (!isFields(request) || !isTexts(request['users']) || request['users'].length === 0) {
    return refuse('the argument must be {users}, a list of user ids or keys');
  }
  requireKnown(request, ['users']);
  const others = run.notSkippable(request['users']);
  if (others.length > 0) refuse(`neither failed nor waiting in this run: ${others.join(', ')}`);
}

export function checkAdded(run: TenantRun, { target, leaving }: Aim, added: Partial<AddUsers> | undefined): void {
  if (!isFields(added)) return refuse('the argument must be {target, users}');
  const { target: wanted, users, secrets, notify } = added;
  if (!isFields(wanted) || typeof wanted.system !== 'string') return refuse('target must be {system, instance, …}');
  if ((leaving === undefined) !== (added.leaving === undefined)) {
    refuse(`users of this tenant are being ${run.direction}ed at this moment`);
  }
  if (!samePlace(target, wanted)) refuse(`this tenant is being ${wayOf(run)} ${targetLabel(target)}`);
  if (!Array.isArray(users)) return refuse('users must be a list of {key, kind, record}');
  checkUsers(run, users, target.system);
  if (!isListWith(secrets, 'arn')) return refuse('secrets must be a list of {arn}');
  if (!isNotify(notify)) return refuse('notify must be a list of {to: {url} or {name}}');
  if (!sameLeaving(leaving, added.leaving)) refuse('the open run does otherwise with its users (--delete, --force)');
  const tooMany = refusalOfSize(run.sizeWith(users), run.bytesWith(users));
  if (tooMany !== undefined) refuse(tooMany);
}

/** Of users who leave only the id counts. */
function checkUsers({ direction }: TenantRun, users: readonly User[], system: System): void {
  const [keys, ids] = [new Set<string>(), new Set<string>()];
  users.forEach((user, index) => {
    const fault = faultOfUser(user, direction === 'onboard' ? system : undefined);
    if (fault !== undefined) refuse(`users[${index}]${fault}`);
    const id = folded(userId(user.record));
    if (keys.has(user.key) || ids.has(id)) refuse(`users[${index}] is given twice`);
    keys.add(user.key);
    ids.add(id);
  });
}

/** A misspelt field would else be one that is left out, and mean everybody. */
function requireKnown(request: object, known: readonly string[]): void {
  const unknown = Object.keys(request).filter((name) => !known.includes(name));
  if (unknown.length > 0) refuse(`the argument has a field that is not known; known are ${known.join(', ')}`);
}

function wayOf({ direction }: TenantRun): string {
  return direction === 'onboard' ? 'onboarded to' : 'offboarded from';
}

function sameLeaving(one: Leaving | undefined, other: Leaving | undefined): boolean {
  return one?.how === other?.how && one?.force === other?.force;
}

function isListWith(value: unknown, name: string): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && name in item);
}

function isNotify(value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value) || !isListWith(value, 'to')) return false;
  return value.every(({ to }) => isListWith([to], 'url') || isListWith([to], 'name'));
}

function refuse(reason: string): void {
  throw ApplicationFailure.nonRetryable(reason, 'UPDATE_REFUSED');
}
