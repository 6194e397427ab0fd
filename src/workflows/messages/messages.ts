import { CancellationScope, defineQuery, defineSignal, defineUpdate, setCurrentDetails } from '@temporalio/workflow';
import { messages } from '../../domain/run/names';
import type { Counts, StatusPage } from '../../domain/run/outcome';
import type { AddUsers, Joining, Missing, RetryFailed, SkipUsers, StatusRequest } from '../../domain/run/run';
import { type Aim, refusalOfAdded, refusalOfJoining, refusalOfRetry, refusalOfSkip } from './check-updates';
import { nothing } from './checks';
import { listenOrder, listenQuery, listenUpdate } from './listen';
import { addUsers, joining, retryFailed, skipUsers, statusRequest } from './shapes';
import { describeRun } from '../telling/describe-run';
import type { TenantRun } from '../state/tenant-run';

type Absent = null | undefined;

const statusQuery = defineQuery<StatusPage, [StatusRequest | Absent]>(messages.status);
const missingQuery = defineQuery<Missing, [Joining]>(messages.missing);
const retryFailedUpdate = defineUpdate<number, [RetryFailed | Absent]>(messages.retryFailed);
const addUsersUpdate = defineUpdate<number, [AddUsers]>(messages.addUsers);
const skipUpdate = defineUpdate<Counts, [SkipUsers]>(messages.skip);
const closeMessages = {
  update: defineUpdate<Counts, [Absent]>(messages.close),
  signal: defineSignal<[Absent]>(messages.close),
};

/** Lets operators look into a run and change it: from the command line, the client, or the Web UI. */
export function handleMessages(run: TenantRun, aim: Aim, close: () => void): void {
  listenQuery(statusQuery, statusRequest, (request) => run.page(request?.page ?? 0, request?.pageSize ?? 100));
  const scope = CancellationScope.current();
  listenQuery(missingQuery, joining, (asked) => ({
    ...run.missing(asked),
    accepts: !scope.consideredCancelled && run.phase !== 'closed' && refusalOfJoining(run, aim, asked) === undefined,
  }));
  listenUpdate(retryFailedUpdate, {
    shape: retryFailed,
    refusal: (request) => refusalOfRetry(run, aim.target.system, request ?? {}),
    carryOut: (request) => shown(run, run.retry(request?.users, request?.edits)),
  });
  listenUpdate(addUsersUpdate, {
    shape: addUsers,
    refusal: (added) => refusalOfAdded(run, aim, added),
    carryOut: (added) => shown(run, add(run, added)),
  });
  listenUpdate(skipUpdate, {
    shape: skipUsers,
    refusal: (request) => refusalOfSkip(run, request),
    carryOut: ({ users }) => {
      run.skip(users);
      return shown(run, run.counts());
    },
  });
  listenOrder(closeMessages, {
    shape: nothing,
    carryOut: () => {
      close();
      return run.counts();
    },
  });
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
