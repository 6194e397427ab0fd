import { ApplicationFailure } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { messages, samePlace, targetLabel } from '../domain/names';
import type { StatusPage } from '../domain/outcome';
import { type AddUsers, type Leaving, maxUsers, type RetryFailed, type StatusRequest } from '../domain/run';
import type { TargetRef } from '../domain/target-ref';
import type { TenantRun } from './tenant-run';

const statusQuery = defineQuery<StatusPage, [StatusRequest?]>(messages.status);
const retryFailedUpdate = defineUpdate<number, [RetryFailed?]>(messages.retryFailed);
const addUsersUpdate = defineUpdate<number, [AddUsers]>(messages.addUsers);
const closeSignal = defineSignal(messages.close);

/** What users that are added must have in common with the run. */
interface Aim {
  readonly target: TargetRef;
  readonly leaving: Leaving | undefined;
}

/** Lets operators look into a run and change it: from the command line, the client, or the Web UI. */
export function handleMessages(run: TenantRun, aim: Aim, close: () => void): void {
  setHandler(statusQuery, (request) => {
    const size = Math.min(Math.max(request?.pageSize ?? 100, 1), maxUsers);
    return run.page(Math.max(request?.page ?? 0, 0), size);
  });
  setHandler(retryFailedUpdate, (request) => run.retry(request?.users), {
    validator: (request?: RetryFailed) => checkRetry(run, request?.users ?? []),
  });
  const add = ({ users, secrets, notify }: AddUsers) => {
    run.addSecrets(secrets ?? []);
    run.addWishes(notify ?? []);
    return run.add(users);
  };
  setHandler(addUsersUpdate, add, {
    validator: (request: AddUsers) => checkAdded(run, aim, request),
  });
  setHandler(closeSignal, close);
}

// Updates also come from the Web UI, where a person writes the argument: its shape is checked, too.

function checkRetry(run: TenantRun, users: unknown): void {
  if (!isTexts(users)) return refuse('users must be a list of user ids or keys');
  const unknown = run.notFailed(users);
  if (unknown.length > 0) refuse(`not failed in this run: ${unknown.join(', ')}`);
}

function checkAdded(run: TenantRun, { target, leaving }: Aim, added: Partial<AddUsers>): void {
  const { target: wanted, users, secrets, notify } = added;
  if (wanted === undefined || !Array.isArray(users)) return refuse('the argument must be {target, users}');
  if (!users.every(isUser)) return refuse('each user must be {key, kind, record}');
  if (!isListWith(secrets, 'arn')) return refuse('secrets must be a list of {arn}');
  if (!isNotify(notify)) return refuse('notify must be a list of {to: {url} or {name}}');
  if (!samePlace(target, wanted)) refuse(`this tenant is being ${wayOf(run)} ${targetLabel(target)}`);
  if (!sameLeaving(leaving, added.leaving)) refuse('the open run does otherwise with its users (--delete, --force)');
  if (run.sizeWith(users) > maxUsers) refuse(`a run takes at most ${maxUsers} users`);
}

function wayOf({ direction }: TenantRun): string {
  return direction === 'onboard' ? 'onboarded to' : 'offboarded from';
}

function sameLeaving(one: Leaving | undefined, other: Leaving | undefined): boolean {
  return one?.how === other?.how && one?.force === other?.force;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isUser(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ['key', 'kind', 'record'].every((name) => name in value);
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
