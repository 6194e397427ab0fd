import type { DepartureInput, OnboardingActivities, StepOutcome } from '../domain/run/activities';
import type { DepartureStep } from '../domain/run/departure';
import { targetLabel } from '../domain/run/names';
import type { TargetRef } from '../domain/tenant/target-ref';
import {
  type DepartureTask,
  type DepartureVerbs,
  type Offboarding,
  type TargetDirectory,
  TargetError,
} from '../targets/contract/target';
import type { AttemptContext, AttemptsAt } from './attempt';
import { type Did, lookThenAct } from './look-then-act';
import { measured } from './measured';

type Departures = Pick<
  OnboardingActivities,
  'prepareDeparture' | 'inspectUser' | 'removeFromGroups' | 'leaveWorkspace' | 'deprovisionUser'
>;

/** The activities of the way back, bound to the targets that the worker's configuration names. */
export function createDepartures(directory: TargetDirectory, atTarget: AttemptsAt): Departures {
  const offboardingOf = (ref: TargetRef): Offboarding => {
    const { offboarding } = directory(ref);
    if (offboarding !== undefined) return offboarding;
    throw new TargetError('TARGET_KEEPS_USERS', `${targetLabel(ref)} has no way back for users`);
  };

  return {
    prepareDeparture: (input) =>
      atTarget(input, ({ signal }) => offboardingOf(input.target).prepare(input.how, signal)),
    inspectUser: (input) =>
      runStep('inspect', input, async (task, verbs) => {
        const finding = await verbs.inspect.check(task);
        if (finding.done) refuseChanged(finding.differs ?? []);
        return undefined;
      }),
    removeFromGroups: (input) => runStep('ungroup', input, (task, verbs) => lookThenAct(verbs.ungroup, task)),
    leaveWorkspace: (input) => runStep('leave', input, (task, verbs) => lookThenAct(verbs.leave, task)),
    deprovisionUser: (input) => runStep('deprovision', input, (task, verbs) => lookThenAct(verbs.deprovision, task)),
  };

  function runStep<S extends DepartureStep>(
    step: S,
    input: DepartureInput<S>,
    body: (task: DepartureTask<S>, verbs: DepartureVerbs) => Promise<Did | undefined>,
  ): Promise<StepOutcome> {
    return atTarget(input, async (context, leases) => {
      const { verbs } = offboardingOf(input.target);
      const did = await measured(step, input, () => body(taskOf(input, context), verbs));
      return { changed: did !== undefined, leases: [...leases] };
    });
  }
}

function taskOf<S extends DepartureStep>(
  { person, want, present }: DepartureInput<S>,
  context: AttemptContext,
): DepartureTask<S> {
  return { person, want, present, ...context };
}

/** Throws USER_CHANGED_SINCE: what somebody else gave a user is not ours to take. */
function refuseChanged(differs: readonly string[]): void {
  if (differs.length === 0) return;
  throw new TargetError('USER_CHANGED_SINCE', `inspect user: somebody else changed ${differs.join(', ')}`);
}
