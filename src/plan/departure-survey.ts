import type { DeparturePlan, DepartureStep, DepartureWants } from '../domain/run/departure';
import { type Person, personOf } from '../domain/tenant/person';
import type { Leaving } from '../domain/run/run';
import type { User } from '../domain/tenant/user';
import {
  type DepartureTask,
  type DepartureVerb,
  type DepartureVerbs,
  type Finding,
  NotReadable,
  type Target,
  TargetError,
} from '../targets/contract/target';
import { type DepartingUser, type DepartureFinding, departureVerdict } from './departure-findings';
import type { Patience, ReadAttempt } from './patience';
import { sideBySide } from './side-by-side';
import type { SurveyOptions } from './survey';

/**
 * What an offboarding would take from each user, in their order, by reading alone. Throws the `TargetError` of a target
 * that is not ready, or that has no way back (TARGET_KEEPS_USERS).
 */
export async function surveyDepartures(
  target: Target,
  users: readonly User[],
  options: Leaving & SurveyOptions,
): Promise<readonly DepartingUser[]> {
  const { offboarding } = target;
  if (offboarding === undefined) throw new TargetError('TARGET_KEEPS_USERS', 'this target has no way back for users');
  const { how, force, patience, concurrency, onUser } = options;
  const { plans, present } = await patience.read(({ signal }) => offboarding.prepare(how, signal));
  return sideBySide(users, concurrency, async ({ kind, record }) => {
    const subject = { person: personOf(record), present };
    const steps: DepartureFinding[] = [];
    for (const { step, check } of looksOf(offboarding.verbs, plans[kind], subject)) {
      steps.push(await lookAt(step, check, patience));
    }
    const user: DepartingUser = { ...record, type: kind, verdict: departureVerdict(steps, force), steps };
    onUser();
    return user;
  });
}

interface Subject {
  readonly person: Person;
  readonly present: readonly string[];
}

interface Look {
  readonly step: DepartureStep;
  readonly check: (at: ReadAttempt) => Promise<Finding>;
}

/** The checks of a user's steps, in the order of the process; what a plan leaves empty is skipped, as in a run. */
function looksOf(verbs: DepartureVerbs, { given, groups, places, account }: DeparturePlan, subject: Subject): Look[] {
  return [
    { step: 'inspect', check: checkOf(verbs.inspect, subject, given) },
    ...(groups.length === 0 ? [] : [{ step: 'ungroup', check: checkOf(verbs.ungroup, subject, groups) } as const]),
    ...(places.length === 0 ? [] : [{ step: 'leave', check: checkOf(verbs.leave, subject, places) } as const]),
    ...(account === 'keep'
      ? []
      : [
          {
            step: 'deprovision',
            check: checkOf(verbs.deprovision, subject, { account, given: given.account }),
          } as const,
        ]),
  ];
}

function checkOf<S extends DepartureStep>(
  verb: DepartureVerb<S>,
  { person, present }: Subject,
  want: DepartureWants[S],
): Look['check'] {
  return ({ signal, attempt }) => {
    const task: DepartureTask<S> = {
      ...{ person, want, signal, attempt, present },
      reportLease: () => undefined,
      readOnly: true,
    };
    return verb.check(task);
  };
}

async function lookAt(step: DepartureStep, check: Look['check'], patience: Patience): Promise<DepartureFinding> {
  try {
    const finding = await patience.read(check);
    if (!finding.done) return { step, state: 'missing', missing: finding.missing };
    const { differs = [] } = finding;
    return differs.length === 0 ? { step, state: 'done' } : { step, state: 'differs', differs };
  } catch (error) {
    if (error instanceof NotReadable) return { step, state: 'unknown', why: error.message };
    if (!(error instanceof TargetError)) throw error;
    return { step, state: 'failed', code: error.code, message: error.message };
  }
}
