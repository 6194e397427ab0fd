import { CancellationScope, defineQuery, defineSignal, defineUpdate, setCurrentDetails } from '@temporalio/workflow';
import { messages } from '../../domain/run/names';
import type { Counts, StatusPage } from '../../domain/run/outcome';
import type { AddUsers, Joining, Missing, RetryFailed, SkipUsers, StatusRequest } from '../../domain/run/run';
import type { SliceDesk } from '../slices/slice-desk';
import { UserChange } from '../slices/change-users';
import { openSlices, slicesQuery } from '../slices/slice-messages';
import {
  type Aim,
  refusalOfAdded,
  refusalOfJoining,
  refusalOfOpening,
  refusalOfRetry,
  refusalOfSkip,
} from '../messages/check-updates';
import { nothing } from '../messages/checks';
import { listenOrder, listenQuery, listenUpdate } from '../messages/listen';
import * as shapes from '../messages/shapes';
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

/** What messages of a run are held against, and carried out with. */
interface Surroundings {
  readonly aim: Aim;
  readonly slices: SliceDesk;
}

/** Lets operators look into a run and change it: from the command line, the client, or the Web UI. */
export function handleMessages(run: TenantRun, { aim, slices }: Surroundings, close: () => void): void {
  answerQuestions(run, aim);
  const { system } = aim.target;
  listenUpdate(retryFailedUpdate, {
    shape: shapes.retryFailed,
    refusal: (request) => (run.slices.size > 0 ? undefined : refusalOfRetry(run, system, request ?? {})),
    carryOut: async (request) =>
      shown(run, await new UserChange({ run, slices, system }, 'retry', request ?? {}).carryOut()),
  });
  listenUpdate(addUsersUpdate, {
    shape: shapes.addUsers,
    refusal: (added) => refusalOfAdded(run, aim, added),
    carryOut: (added) => shown(run, add(run, added)),
  });
  listenUpdate(openSlices, {
    shape: shapes.openSlices,
    refusal: (wanted) => refusalOfOpening(run, aim, wanted),
    carryOut: ({ pages }) => shown(run, slices.openPages(pages, { later: true })),
  });
  listenUpdate(skipUpdate, {
    shape: shapes.skipUsers,
    refusal: (request) => (run.slices.size > 0 ? undefined : refusalOfSkip(run, request)),
    carryOut: async (request) => {
      await new UserChange({ run, slices, system }, 'skip', request).carryOut();
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

function answerQuestions(run: TenantRun, aim: Aim): void {
  const scope = CancellationScope.current();
  listenQuery(statusQuery, shapes.statusRequest, (request) => run.page(request?.page ?? 0, request?.pageSize ?? 100));
  listenQuery(slicesQuery, shapes.pageNumber, (page) => run.slices.page(page ?? 0));
  listenQuery(missingQuery, shapes.joining, (asked) => ({
    ...run.missing(asked),
    slices: run.slices.size,
    kept: { users: run.sizeWith([]), bytes: run.bytesWith([]) },
    accepts: !scope.consideredCancelled && run.phase !== 'closed' && refusalOfJoining(run, aim, asked) === undefined,
  }));
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
