import { ApplicationFailure } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AttemptDetail, OnboardingActivities, StepOutcome } from '../../domain/run/activities';
import { factsOf } from '../../domain/failures/failures';
import { teamWriterId } from '../../domain/run/names';
import { personOf } from '../../domain/tenant/person';
import type { OnboardUserInput } from '../../domain/run/run';
import type { MemberChange, MembershipAnswer, MembershipRequest } from '../../domain/run/team-writing';
import { answerWaitMs, askPolicy, outagePauseMs, teamWriterTimes } from '../state/policies';
import { listenSignal } from '../messages/listen';
import { membershipAnswer } from '../messages/shapes';
import { answered, withdrawn } from './team-messages';
import type { Reason } from '../state/user-failure';

/** What teams' writers have answered, by request. */
type Answers = Map<string, MembershipAnswer>;

/** The user's part of a workflow's input. */
type Asking = Pick<OnboardUserInput, 'target' | 'user' | 'options'>;

/** What a team's writer is asked for; `words` for people. */
interface TeamChange {
  readonly place: string;
  readonly change: MemberChange;
  readonly words: string;
}

/** Changes of a user's memberships that teams' writers make, each as something to be run. */
export function teamChanges(input: Asking, changes: readonly TeamChange[]): (() => Promise<StepOutcome>)[] {
  const answers: Answers = new Map();
  if (changes.length > 0) listenSignal(answered, membershipAnswer, (answer) => void answers.set(answer.id, answer));
  return changes.map((change) => () => changeTeam(input, change, answers));
}

interface Changing {
  readonly input: Asking;
  readonly wanted: TeamChange;
  readonly answers: Answers;
  readonly id: string;
}

/**
 * Lets the team's writer make a change, and waits for its word. What was no fault of the request is asked again until
 * the step's time is up. Cancelled, it withdraws the request; one that is being written ends first, and counts.
 */
async function changeTeam(input: Asking, wanted: TeamChange, answers: Answers): Promise<StepOutcome> {
  const changing = { input, wanted, answers, id: `${workflowInfo().runId}:${wanted.place}` };
  try {
    return outcomeOf(await askUntilAnswered(changing));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const late = await CancellationScope.nonCancellable(() => withdraw(changing));
    if (late?.status !== 'done') throw error;
    return outcomeOf(late);
  }
}

type Done = Extract<MembershipAnswer, { status: 'done' }>;

function outcomeOf({ changed }: Done): StepOutcome {
  return { changed, leases: [] };
}

async function askUntilAnswered(changing: Changing): Promise<Done> {
  const endsAt = Date.now() + changing.input.options.stepTimeoutMs;
  let reason: Reason = { code: 'STEP_TIMEOUT', message: factsOf('STEP_TIMEOUT').cause, attempts: 1 };
  for (let rounds = 0; ; rounds += 1) {
    const answer = await ask(changing, { leftMs: Math.max(endsAt - Date.now(), 1_000), rounds });
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
  { input, wanted, answers, id }: Changing,
  { leftMs, rounds }: { readonly leftMs: number; readonly rounds: number },
): Promise<MembershipAnswer | undefined> {
  const { target, user, options } = input;
  const { place, change, words } = wanted;
  const { workflowId, runId } = workflowInfo();
  const patienceMs = Math.min(leftMs, teamWriterTimes.longestMs);
  const request: MembershipRequest = {
    id,
    person: personOf(user.record),
    change,
    asker: { workflowId, runId },
    patienceMs,
  };
  const summary = `Ask the team's writer: ${words}`;
  answers.delete(id);
  const { requestMembership } = proxyActivities<OnboardingActivities>({ ...askPolicy(options), summary });
  await requestMembership({ target, team: place, request });
  const longestMs = patienceMs + teamWriterTimes.answerSlackMs;
  await condition(() => answers.has(id), Math.min(longestMs, answerWaitMs(rounds)));
  return answers.get(id);
}

/** The writer's word on a request that is no longer wanted; undefined when there is no writer, or it says nothing. */
async function withdraw({ input, wanted, answers, id }: Changing): Promise<MembershipAnswer | undefined> {
  try {
    await getExternalWorkflowHandle(teamWriterId(input.target, wanted.place)).signal(withdrawn, id);
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
