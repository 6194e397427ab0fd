import type { ActivityOptions } from '@temporalio/common';
import { proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities, StepInput, StepOutcome } from '../../domain/run/activities';
import { personOf } from '../../domain/tenant/person';
import { grantInWords, type Step, type Wants } from '../../domain/run/plan';
import type { OnboardUserInput } from '../../domain/run/run';
import { type Journal, runStep } from './run-step';
import { awaitPolicy, stepPolicy } from '../state/policies';
import { waitOut } from './wait-out';
import { teamChanges } from '../team/team-membership';

/** The six verbs for one user: each starts its activities, one or several side by side, or none when its plan is empty. */
export type UserSteps = Readonly<Record<Step, () => Promise<void>[]>>;

export function userSteps(input: OnboardUserInput, journal: Journal): UserSteps {
  const { plan, options } = input;
  const ordinary = stepPolicy(options);
  const act = (summary: string, policy = ordinary) => activities(policy, summary);
  const on = <S extends Step>(want: Wants[S]) => stepInput<S>(input, want, journal);
  const run = (step: Step, body: () => Promise<StepOutcome>) =>
    runStep({ step, body, userKey: input.user.key, journal });
  const own = plan.memberships.filter(({ writtenBy }) => writtenBy === undefined);
  const joins = plan.memberships
    .filter(({ writtenBy }) => writtenBy === 'team-writer')
    .map(({ place, role }) => ({ place, change: { kind: 'join', role } as const, words: `join ${place} as ${role}` }));
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
      ...teamChanges(input, joins).map((join) => run('join', join)),
    ],
    grant: () =>
      plan.roles.map((want) => run('grant', () => act(`Grant ${grantInWords(want)}`).grantRole(on<'grant'>(want)))),
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

function stepInput<S extends Step>(input: OnboardUserInput, want: Wants[S], { madeAt }: Journal): StepInput<S> {
  const { target, user, present, options } = input;
  const { pollIntervalMs, outagePatienceMs } = options;
  const asked = { target, userKey: user.key, person: personOf(user.record), want, present };
  return { ...asked, ...(madeAt !== undefined && { madeAt }), pollIntervalMs, outagePatienceMs };
}
