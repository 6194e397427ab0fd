import { proxyActivities } from '@temporalio/workflow';
import type { DepartureInput, OnboardingActivities, StepOutcome } from '../../domain/run/activities';
import type { DepartureStep, DepartureWants } from '../../domain/run/departure';
import { personOf } from '../../domain/tenant/person';
import type { OffboardUserInput } from '../../domain/run/run';
import { type Journal, runStep } from './run-step';
import { stepPolicy } from '../state/policies';
import { teamChanges } from '../team/team-membership';

/** The steps of the way back for one user: each starts its activities, or none when there is nothing to lose. */
export type DepartureSteps = Readonly<Record<DepartureStep, () => Promise<void>[]>>;

export function departureSteps(input: OffboardUserInput, journal: Journal): DepartureSteps {
  const { plan, options, force, user } = input;
  const { groups, places, account, given } = plan;
  const act = (summary: string) => proxyActivities<OnboardingActivities>({ ...stepPolicy(options), summary });
  const on = <S extends DepartureStep>(want: DepartureWants[S]) => departureInput<S>(input, want);
  const run = (step: DepartureStep, body: () => Promise<StepOutcome>) =>
    runStep({ step, body, userKey: user.key, journal });
  const own = places.filter(({ writtenBy }) => writtenBy === undefined);
  const leaves = places
    .filter(({ writtenBy }) => writtenBy === 'team-writer')
    .map(({ place }) => ({ place, change: { kind: 'leave' } as const, words: `leave ${place}` }));
  return {
    inspect: () =>
      force ? [] : [run('inspect', () => act('Look for changes of others').inspectUser(on<'inspect'>(given)))],
    ungroup: () =>
      groups.length === 0
        ? []
        : [run('ungroup', () => act(`Remove from ${groups.join(', ')}`).removeFromGroups(on<'ungroup'>(groups)))],
    leave: () => [
      ...(own.length === 0 ? [] : [run('leave', () => act(`Leave ${namesOf(own)}`).leaveWorkspace(on<'leave'>(own)))]),
      ...teamChanges(input, leaves).map((leave) => run('leave', leave)),
    ],
    deprovision: () =>
      account === 'keep'
        ? []
        : [
            run('deprovision', () =>
              act(account === 'delete' ? 'Delete the user' : 'Disable the user').deprovisionUser(
                on<'deprovision'>({ account, given: given.account }),
              ),
            ),
          ],
  };
}

function namesOf(places: DepartureWants['leave']): string {
  return places.map(({ place }) => place).join(', ');
}

function departureInput<S extends DepartureStep>(input: OffboardUserInput, want: DepartureWants[S]): DepartureInput<S> {
  const { target, user, present, options } = input;
  const { pollIntervalMs, outagePatienceMs } = options;
  const asked = { target, userKey: user.key, person: personOf(user.record), want, present };
  return { ...asked, pollIntervalMs, outagePatienceMs };
}
