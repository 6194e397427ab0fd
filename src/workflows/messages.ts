import { ApplicationFailure } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { messages, targetLabel } from '../domain/names';
import type { StatusPage } from '../domain/outcome';
import { type AddUsers, maxUsers, type RetryFailed, type StatusRequest } from '../domain/run';
import type { TargetRef } from '../domain/target-ref';
import type { TenantRun } from './tenant-run';

const statusQuery = defineQuery<StatusPage, [StatusRequest?]>(messages.status);
const retryFailedUpdate = defineUpdate<number, [RetryFailed?]>(messages.retryFailed);
const addUsersUpdate = defineUpdate<number, [AddUsers]>(messages.addUsers);
const closeSignal = defineSignal(messages.close);

/** Lets operators look into a run and change it: from the command line, the client, or the Web UI. */
export function handleMessages(run: TenantRun, target: TargetRef, close: () => void): void {
  setHandler(statusQuery, (request = {}) => {
    const size = Math.min(Math.max(request.pageSize ?? 100, 1), maxUsers);
    return run.page(Math.max(request.page ?? 0, 0), size);
  });
  setHandler(retryFailedUpdate, (request = {}) => run.retry(request.users), {
    validator: (request = {}) => {
      const unknown = run.notFailed(request.users ?? []);
      if (unknown.length > 0) refuse(`not failed in this run: ${unknown.join(', ')}`);
    },
  });
  setHandler(addUsersUpdate, ({ users }) => run.add(users), {
    validator: ({ users, target: wanted }) => {
      if (!sameTarget(target, wanted)) refuse(`this tenant is being onboarded to ${targetLabel(target)}`);
      if (run.sizeWith(users) > maxUsers) refuse(`a run takes at most ${maxUsers} users`);
    },
  });
  setHandler(closeSignal, close);
}

function sameTarget(one: TargetRef, other: TargetRef): boolean {
  return targetLabel(one) === targetLabel(other) && one.workspace === other.workspace;
}

function refuse(reason: string): never {
  throw ApplicationFailure.nonRetryable(reason, 'UPDATE_REFUSED');
}
