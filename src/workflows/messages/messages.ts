import { defineQuery, defineSignal, defineUpdate, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { messages } from '../../domain/run/names';
import type { Counts, StatusPage } from '../../domain/run/outcome';
import {
  type AddUsers,
  maxStatusRows,
  type RetryFailed,
  type SkipUsers,
  type StatusRequest,
} from '../../domain/run/run';
import { type Aim, checkAdded, checkRetry, checkSkip } from './check-updates';
import { describeRun } from '../telling/describe-run';
import type { TenantRun } from '../state/tenant-run';

const statusQuery = defineQuery<StatusPage, [StatusRequest?]>(messages.status);
const retryFailedUpdate = defineUpdate<number, [RetryFailed?]>(messages.retryFailed);
const addUsersUpdate = defineUpdate<number, [AddUsers]>(messages.addUsers);
const skipUpdate = defineUpdate<Counts, [SkipUsers]>(messages.skip);
const closeUpdate = defineUpdate<Counts>(messages.close);
const closeSignal = defineSignal(messages.close);

/** Lets operators look into a run and change it: from the command line, the client, or the Web UI. */
export function handleMessages(run: TenantRun, aim: Aim, close: () => void): void {
  setHandler(statusQuery, (request) => {
    const size = Math.min(Math.max(request?.pageSize ?? 100, 1), maxStatusRows);
    return run.page(Math.max(request?.page ?? 0, 0), size);
  });
  const { system } = aim.target;
  setHandler(retryFailedUpdate, (request) => shown(run, run.retry(request?.users, request?.edits)), {
    validator: (request?: RetryFailed) => checkRetry(run, system, request),
  });
  setHandler(addUsersUpdate, (added) => shown(run, add(run, added)), {
    validator: (request?: AddUsers) => checkAdded(run, aim, request),
  });
  setHandler(
    skipUpdate,
    ({ users }) => {
      run.skip(users);
      return shown(run, run.counts());
    },
    { validator: (request?: SkipUsers) => checkSkip(run, request) },
  );
  setHandler(closeUpdate, () => {
    close();
    return run.counts();
  });
  setHandler(closeSignal, close);
}

function add(run: TenantRun, { users, secrets, notify }: AddUsers): number {
  run.addSecrets(secrets ?? []);
  run.addWishes(notify ?? []);
  return run.add(users);
}

/** The answer, after the Web UI was told what has changed. */
function shown<T>(run: TenantRun, answer: T): T {
  setCurrentDetails(describeRun(run));
  return answer;
}
