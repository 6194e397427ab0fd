import { Context } from '@temporalio/activity';
import type { OnboardingActivities, StepInput, StepOutcome } from '../domain/run/activities';
import { targetLabel } from '../domain/run/names';
import type { Notifier } from '../domain/run/notice';
import type { Step } from '../domain/run/plan';
import type { SecretDrain } from '../domain/tenant/secret-source';
import type { ChangeOutcome, TeamWrite } from '../domain/run/team-writing';
import { type Target, type TargetDirectory, TargetError, type Task, type Verb } from '../targets/contract/target';
import { askTeamWriter } from './ask-team-writer';
import { attemptsAt, runAttempt } from './attempt';
import { compareWithLedger, enterInShard, recordInLedger } from './tenant-ledger';
import { createDepartures } from './departures';
import { lookThenAct } from './look-then-act';
import { awaitMaintenance, maintenanceOf } from './maintenance';
import { measured } from './measured';
import { createShares } from './shares';
import { awaitFree } from './waiting';

/** What a worker reaches besides the targets. */
export interface Surroundings {
  readonly drain: SecretDrain;
  readonly notifier: Notifier;
  /** How many activities it runs at once. */
  readonly slots: number;
}

/** What a workflow does in its own task, on any worker that moves it, also one that does no other activity. */
export const localActivities: Pick<OnboardingActivities, 'keepUsers'> = { keepUsers: async (users) => users };

/** The activities, bound to the targets that the worker's configuration names, and to what it reaches besides. */
export function createActivities(
  directory: TargetDirectory,
  { drain, notifier, slots }: Surroundings,
): OnboardingActivities {
  const atTarget = attemptsAt(createShares(slots));
  return {
    prepareTarget: (input) => atTarget(input, ({ signal }) => directory(input.target).prepare(signal)),
    createUser: (input) => runStep('create', input, (target) => target.verbs.create),
    linkIdentityProvider: (input) => runStep('link', input, (target) => target.verbs.link),
    joinWorkspace: (input) => runStep('join', input, (target) => target.verbs.join),
    grantRole: (input) => runStep('grant', input, (target) => target.verbs.grant),
    awaitSynchronisation: (input) => runStep('await', input, (target) => target.verbs.await),
    addToGroups: (input) => runStep('group', input, (target) => target.verbs.group),
    ...createDepartures(directory, atTarget),
    requestMembership: askTeamWriter,
    ...localActivities,
    recordInLedger,
    enterInShard,
    compareWithLedger,
    maintenanceOf,
    awaitMaintenance,
    awaitFree,
    writeTeam: (input) =>
      atTarget({ ...input, pollIntervalMs: 0 }, ({ signal }) => writeTeam(directory(input.target), input, signal)),
    releaseTarget: (input) =>
      atTarget({ ...input, pollIntervalMs: 0 }, ({ signal }) => directory(input.target).release(input, signal)),
    drainSecret: (input) =>
      runAttempt({ pollIntervalMs: 0 }, ({ signal }) => drain(input, { signal, writer: activityName() })),
    notifyEnd: (input) => runAttempt({ pollIntervalMs: 0 }, ({ signal }) => notifier(input, signal)),
  };

  function runStep<S extends Step>(
    step: S,
    input: StepInput<S>,
    verbOf: (target: Target) => Verb<S>,
  ): Promise<StepOutcome> {
    return atTarget(input, async (context, leases) => {
      const { person, want, present } = input;
      const made = context.attempt === 1 && isJustMade(input) ? ({ made: true } as const) : {};
      const task: Task<S> = { person, want, present, ...made, ...context };
      const did = await measured(step, input, () => lookThenAct(verbOf(directory(input.target)), task));
      return { changed: did !== undefined, ...(did === 'made' && { made: true }), leases: [...leases] };
    });
  }
}

async function writeTeam(target: Target, write: TeamWrite, signal: AbortSignal): Promise<readonly ChangeOutcome[]> {
  if (target.writeTeam !== undefined) return await target.writeTeam(write, signal);
  throw new TargetError(
    'INTERNAL',
    `write team: ${targetLabel(write.target)} has no teams that are written as a whole`,
  );
}

const justMs = 60_000;

/** By the server's clock. A workflow that an operator reset does its steps again, long after it made the account. */
function isJustMade({ madeAt }: Pick<StepInput, 'madeAt'>): boolean {
  return madeAt !== undefined && Context.current().info.scheduledTimestampMs - madeAt < justMs;
}

/** The same for every attempt of an activity, and of no other. */
function activityName(): string {
  const { workflowExecution, activityId } = Context.current().info;
  return [workflowExecution?.workflowId, workflowExecution?.runId, activityId].join('/');
}
