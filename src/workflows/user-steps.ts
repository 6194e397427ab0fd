import { type ActivityOptions, CancelledFailure } from '@temporalio/common';
import { log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { OnboardingActivities, StepInput, StepOutcome } from '../domain/activities';
import { factsOf } from '../domain/failures';
import type { UserFailure } from '../domain/outcome';
import { personOf } from '../domain/person';
import type { Step, Wants } from '../domain/plan';
import type { OnboardUserInput } from '../domain/run';
import { publishFailure } from './attributes';
import type { Journal } from './journal';
import { awaitPolicy, stepPolicy } from './policies';
import { waitOut } from './wait-out';
import { teamJoins } from './team-membership';
import { leasesOf, reasonOf, userFailure, wasCancelled } from './user-failure';

/** The six verbs for one user: each starts its activities, one or several side by side, or none when its plan is empty. */
export type UserSteps = Readonly<Record<Step, () => Promise<void>[]>>;

export function userSteps(input: OnboardUserInput, journal: Journal): UserSteps {
  const { plan, options } = input;
  const ordinary = stepPolicy(options);
  const act = (summary: string, policy = ordinary) => activities(policy, summary);
  const on = <S extends Step>(want: Wants[S]) => stepInput<S>(input, want);
  const run = (step: Step, body: () => Promise<StepOutcome>) => runStep({ step, body, input, journal });
  const own = plan.memberships.filter(({ writtenBy }) => writtenBy === undefined);
  const places = own.map(({ place, role }) => `${place} as ${role}`);
  return {
    create: () => [run('create', () => act('Create the user').createUser(on<'create'>(plan.account)))],
    link: () =>
      unlessEmpty(plan.identityProviders, (want) =>
        run('link', () => act(`Link ${want.join(', ')}`).linkIdentityProvider(on<'link'>(want))),
      ),
    join: () => [
      ...unlessEmpty(own, (want) =>
        run('join', () => act(`Join ${places.join(', ')}`).joinWorkspace(on<'join'>(want))),
      ),
      ...teamJoins(input).map((join) => run('join', join)),
    ],
    grant: () =>
      plan.roles.map((want) =>
        run('grant', () => act(`Grant ${want.role} in ${want.application}`).grantRole(on<'grant'>(want))),
      ),
    await: () =>
      unlessEmpty(plan.synchronise, (want) =>
        run('await', () =>
          waitOut({ options, policy: awaitPolicy(options), outage: 'sit-out' }, (policy) =>
            act(`Await ${want.join(', ')}`, policy).awaitSynchronisation(on<'await'>(want)),
          ),
        ),
      ),
    group: () =>
      unlessEmpty(plan.groups, (want) =>
        run('group', () => act(`Add to ${want.join(', ')}`).addToGroups(on<'group'>(want))),
      ),
  };
}

function unlessEmpty<W>(want: readonly W[], run: (want: readonly W[]) => Promise<void>): Promise<void>[] {
  return want.length === 0 ? [] : [run(want)];
}

function activities(policy: ActivityOptions, summary: string): OnboardingActivities {
  return proxyActivities<OnboardingActivities>({ ...policy, summary });
}

function stepInput<S extends Step>(input: OnboardUserInput, want: Wants[S]): StepInput<S> {
  const { target, user, present, options } = input;
  const { pollIntervalMs } = options;
  return { target, userKey: user.key, person: personOf(user.record), want, present, pollIntervalMs };
}

interface StepRun {
  readonly step: Step;
  readonly body: () => Promise<StepOutcome>;
  readonly input: OnboardUserInput;
  readonly journal: Journal;
}

async function runStep({ step, body, input, journal }: StepRun): Promise<void> {
  try {
    journal.note(step, await body());
  } catch (error) {
    journal.keep(leasesOf(error));
    if (wasCancelled(error)) throw new CancelledFailure(`cancelled at ${step}`);
    const failure = { step, ...reasonOf(error) };
    publishFailure(step, failure.code);
    tell(failure, input.user.key);
    throw userFailure({ failure, outcome: journal.outcome() }, error);
  }
}

/** Says the failure where operators look: in the log, and in the workflow's details in the Web UI. */
function tell(failure: UserFailure, userKey: string): void {
  const { step, code, message, attempts } = failure;
  log.warn('user failed', { userKey, step, code, attempts });
  const remedy = `**What to do:** ${factsOf(code).remedy}`;
  setCurrentDetails(`**Failed at ${step}**: ${code}, attempts: ${attempts}\n\n${message}\n\n${remedy}`);
}
