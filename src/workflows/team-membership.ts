import { ApplicationFailure } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AttemptDetail, OnboardingActivities, StepOutcome } from '../domain/activities';
import { factsOf } from '../domain/failures';
import { teamWriterId } from '../domain/names';
import { personOf } from '../domain/person';
import type { Membership } from '../domain/plan';
import type { OnboardUserInput } from '../domain/run';
import type { MembershipAnswer, MembershipRequest } from '../domain/team-writing';
import { answerWaitMs, askPolicy, outagePauseMs, teamWriterTimes } from './policies';
import { answered, withdrawn } from './team-messages';
import type { Reason } from './user-failure';

/** What teams' writers have answered, by request. */
type Answers = Map<string, MembershipAnswer>;

/** A user's memberships that teams' writers make, each as something to be run. */
export function teamJoins(input: OnboardUserInput): (() => Promise<StepOutcome>)[] {
  const memberships = input.plan.memberships.filter(({ writtenBy }) => writtenBy === 'team-writer');
  const answers: Answers = new Map();
  if (memberships.length > 0) setHandler(answered, (answer) => void answers.set(answer.id, answer));
  return memberships.map((membership) => () => joinTeam(input, membership, answers));
}

interface Joining {
  readonly input: OnboardUserInput;
  readonly membership: Membership;
  readonly answers: Answers;
  readonly id: string;
}

/**
 * Lets the team's writer make a membership, and waits for its word. What was no fault of the request is asked again until
 * the step's time is up. Cancelled, it withdraws the request; one that is being written ends first, and counts.
 */
export async function joinTeam(
  input: OnboardUserInput,
  membership: Membership,
  answers: Answers,
): Promise<StepOutcome> {
  const joining = { input, membership, answers, id: `${workflowInfo().runId}:${membership.place}` };
  try {
    return outcomeOf(await askUntilAnswered(joining));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const late = await CancellationScope.nonCancellable(() => withdraw(joining));
    if (late?.status !== 'done') throw error;
    return outcomeOf(late);
  }
}

type Done = Extract<MembershipAnswer, { status: 'done' }>;

function outcomeOf({ changed }: Done): StepOutcome {
  return { changed, leases: [] };
}

async function askUntilAnswered(joining: Joining): Promise<Done> {
  const endsAt = Date.now() + joining.input.options.stepTimeoutMs;
  let reason: Reason = { code: 'STEP_TIMEOUT', message: factsOf('STEP_TIMEOUT').cause, attempts: 1 };
  for (let rounds = 0; ; rounds += 1) {
    const answer = await ask(joining, { leftMs: Math.max(endsAt - Date.now(), 1_000), rounds });
    if (answer?.status === 'done') return answer;
    if (answer?.status === 'failed') {
      reason = answer;
      if (answer.final) throw failureOf(answer);
    }
    const leftMs = endsAt - Date.now();
    if (leftMs <= 0) throw failureOf(reason);
    if (answer !== undefined) await sleep(Math.min(outagePauseMs(rounds), leftMs));
  }
}

/** Undefined when no answer came in time: the writer may have been terminated, and is started again by the next question. */
async function ask(
  { input, membership, answers, id }: Joining,
  { leftMs, rounds }: { readonly leftMs: number; readonly rounds: number },
): Promise<MembershipAnswer | undefined> {
  const { target, user, options } = input;
  const { place, role } = membership;
  const { workflowId, runId } = workflowInfo();
  const patienceMs = Math.min(leftMs, teamWriterTimes.longestMs);
  const { id: personId, email } = personOf(user.record);
  const request: MembershipRequest = {
    id,
    person: { id: personId, email },
    change: { kind: 'join', role },
    asker: { workflowId, runId },
    patienceMs,
  };
  const summary = `Ask the team's writer: join ${place} as ${role}`;
  answers.delete(id);
  const { requestMembership } = proxyActivities<OnboardingActivities>({ ...askPolicy(options), summary });
  await requestMembership({ target, team: place, request });
  const longestMs = patienceMs + teamWriterTimes.answerSlackMs;
  await condition(() => answers.has(id), Math.min(longestMs, answerWaitMs(rounds)));
  return answers.get(id);
}

/** The writer's word on a request that is no longer wanted; undefined when there is no writer, or it says nothing. */
async function withdraw({ input, membership, answers, id }: Joining): Promise<MembershipAnswer | undefined> {
  try {
    await getExternalWorkflowHandle(teamWriterId(input.target, membership.place)).signal(withdrawn, id);
  } catch {
    return answers.get(id);
  }
  await condition(() => answers.has(id), teamWriterTimes.lastWord);
  return answers.get(id);
}

function failureOf({ code, message, attempts }: Reason): ApplicationFailure {
  const detail: AttemptDetail = { attempt: attempts, leases: [] };
  return ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [detail] });
}
