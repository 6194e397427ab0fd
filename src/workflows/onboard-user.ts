import { isCancellation, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/common';
import type { OnboardingActivities, StepInput, StepOutcome } from '../domain/activities';
import { factsOf } from '../domain/failures';
import type { UserFailure, UserOutcome } from '../domain/outcome';
import { personOf } from '../domain/person';
import type { Grant, Step } from '../domain/plan';
import type { OnboardUserInput } from '../domain/run';
import { Journal } from './journal';
import { publishFailure, publishStatus } from './attributes';
import { awaitPolicy, stepPolicy } from './policies';
import { settleAll } from './settle-all';
import { leasesOf, reasonOf, userFailure } from './user-failure';

/** Onboards one user: the six verbs in order, independent ones side by side. Fails with the first step that failed. */
export async function onboardUser(input: OnboardUserInput): Promise<UserOutcome> {
  const { plan, options } = input;
  const journal = new Journal();
  const step = stepRunner(input, journal);
  const ordinary = stepPolicy(options);

  await step('create', () => act(ordinary, 'Create the user').createUser(on(input, plan.account)));
  await settleAll([
    plan.identityProviders.length > 0 &&
      step('link', () => {
        const summary = `Link ${plan.identityProviders.join(', ')}`;
        return act(ordinary, summary).linkIdentityProvider(on(input, plan.identityProviders));
      }),
    plan.memberships.length > 0 &&
      step('join', () => {
        const summary = `Join ${plan.memberships.map(({ place, role }) => `${place} as ${role}`).join(', ')}`;
        return act(ordinary, summary).joinWorkspace(on(input, plan.memberships));
      }),
  ]);
  await settleAll(plan.roles.map((grant) => step('grant', () => grantRole(input, ordinary, grant))));
  if (plan.synchronise.length > 0) {
    const summary = `Await ${plan.synchronise.join(', ')}`;
    await step('await', () => act(awaitPolicy(options), summary).awaitSynchronisation(on(input, plan.synchronise)));
  }
  if (plan.groups.length > 0) {
    const summary = `Add to ${plan.groups.join(', ')}`;
    await step('group', () => act(ordinary, summary).addToGroups(on(input, plan.groups)));
  }
  publishStatus('completed');
  return journal.outcome();
}

function grantRole(input: OnboardUserInput, policy: ActivityOptions, grant: Grant): Promise<StepOutcome> {
  return act(policy, `Grant ${grant.role} in ${grant.application}`).grantRole(on(input, grant));
}

function act(policy: ActivityOptions, summary: string): OnboardingActivities {
  return proxyActivities<OnboardingActivities>({ ...policy, summary });
}

function on<W>(input: OnboardUserInput, want: W): Omit<StepInput, 'want'> & { want: W } {
  const { target, user, present, options } = input;
  return {
    target,
    userKey: user.key,
    person: personOf(user.record),
    want,
    present,
    pollIntervalMs: options.pollIntervalMs,
  };
}

type StepRunner = (step: Step, run: () => Promise<StepOutcome>) => Promise<void>;

function stepRunner(input: OnboardUserInput, journal: Journal): StepRunner {
  return async (step, run) => {
    try {
      journal.note(step, await run());
    } catch (error) {
      if (isCancellation(error)) throw error;
      journal.keep(leasesOf(error));
      const failure = { step, ...reasonOf(error) };
      tell(failure, input.user.key);
      throw userFailure({ failure, outcome: journal.outcome() }, error);
    }
  };
}

/** Says the failure where operators look: log, search attributes, and the workflow's details in the Web UI. */
function tell(failure: UserFailure, userKey: string): void {
  const { step, code, message, attempts } = failure;
  log.warn('user failed', { userKey, step, code, attempts });
  publishFailure(step, code);
  const remedy = `**What to do:** ${factsOf(code).remedy}`;
  setCurrentDetails(`**Failed at ${step}**: ${code}, attempts: ${attempts}\n\n${message}\n\n${remedy}`);
}
