import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type {
  ChangeOutcome,
  MembershipAnswer,
  MembershipRequest,
  PersonChange,
  TeamWriterInput,
} from '../../domain/run/team-writing';
import { lookAgainMs, teamWritePolicy, teamWriterTimes } from '../state/policies';
import { text } from '../messages/checks';
import { listenSignal } from '../messages/listen';
import { membershipRequest } from '../messages/shapes';
import { TeamDesk } from './team-desk';
import { answered, changeRequested, withdrawn } from './team-messages';
import { expiryOf, reasonOf, wasCancelled } from '../state/user-failure';
import { teamWriterInput } from '../messages/inputs';
import { requireInput } from '../messages/require-input';

type Outgoing = MembershipAnswer extends infer A ? (A extends MembershipAnswer ? Omit<A, 'id'> : never) : never;

/**
 * A writer at work: `inHand` are the ids of the requests that were taken from the desk and not answered yet, of which
 * `unwanted` were withdrawn meanwhile. `stopFor` cancels the write that is under way if it makes this one's change.
 */
interface Writing {
  readonly input: TeamWriterInput;
  readonly desk: TeamDesk;
  readonly inHand: Set<string>;
  readonly unwanted: Set<string>;
  stopFor: (id: string) => void;
}

/**
 * The one writer of a team, for all runs and workers: takes requests by signal, writes what waits at once, tells those
 * who asked, and looks a moment later whether somebody else's write has undone it. Ends when nobody has asked for a while.
 */
export async function teamWriter(input: TeamWriterInput): Promise<void> {
  requireInput(teamWriterInput, input);
  const desk = new TeamDesk(input);
  const writing: Writing = { input, desk, inHand: new Set(), unwanted: new Set(), stopFor: () => undefined };
  listenSignal(changeRequested, membershipRequest, (request) => {
    // Who waits long asks again.
    if (!writing.inHand.has(request.id)) desk.take(request);
  });
  listenSignal(withdrawn, text, (id) => withdraw(writing, id));

  for (let writes = 0, looks = 0; ; writes += 1) {
    const due = await nextDue(desk, looks);
    looks = due === 'looking-after' ? looks + 1 : 0;
    // No signal gets lost: one that comes with the end makes the server call for this decision again.
    await condition(allHandlersFinished);
    if (due === 'nothing' && desk.isEmpty) return;
    if (writes === teamWriterTimes.mostWrites || workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof teamWriter>({ target: input.target, team: input.team, ...desk.handOver() });
    }
    await write(writing, desk.nextBatch());
  }
}

/** A request that waits is dropped; one in hand ends if it is on its way, and is dropped if it waits for another attempt. */
async function withdraw(writing: Writing, id: string): Promise<void> {
  const request = writing.desk.withdraw(id);
  if (request !== undefined) await answer(request, { status: 'withdrawn' });
  if (!writing.inHand.has(id)) return;
  writing.unwanted.add(id);
  writing.stopFor(id);
}

/** Waits for requests, and a moment longer for those that come together; or until written changes are to be looked at. */
async function nextDue(desk: TeamDesk, before: number): Promise<'requests' | 'looking-after' | 'nothing'> {
  const looks = desk.looksAfter(Date.now());
  const asked = await condition(() => !desk.isEmpty, looks ? lookAgainMs(before) : teamWriterTimes.idle);
  if (asked) {
    await sleep(teamWriterTimes.gather);
    return 'requests';
  }
  return looks ? 'looking-after' : 'nothing';
}

async function write(writing: Writing, taken: readonly MembershipRequest[]): Promise<void> {
  const { input, desk, inHand, unwanted } = writing;
  for (const { id } of taken) inHand.add(id);
  const batch = taken.filter(({ id }) => !unwanted.has(id));
  const changes = [...batch, ...desk.lookedAfter(Date.now(), batch)];
  const scope = new CancellationScope();
  writing.stopFor = (id) => {
    if (batch.some((request) => request.id === id)) scope.cancel();
  };
  try {
    await withdrawAll(taken.filter(({ id }) => unwanted.has(id)));
    if (changes.length === 0) return;
    const outcomes = await scope.run(() => send(input, changes, patienceOf(batch)));
    const known = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
    desk.noteWritten(batch, new Set(outcomes.filter(isWritten).map(({ id }) => id)), Date.now());
    await Promise.all(batch.map((request) => answer(request, answerOf(known.get(request.id)))));
  } catch (error) {
    if (!wasCancelled(error)) await refuse(writing, batch, error);
    else if (CancellationScope.current().consideredCancelled) throw error;
    else await putBack(writing, batch);
  } finally {
    for (const { id } of taken) {
      inHand.delete(id);
      unwanted.delete(id);
    }
  }
}

/** A write was stopped for those who no longer want it; the others' requests wait again. */
async function putBack({ desk, unwanted }: Writing, batch: readonly MembershipRequest[]): Promise<void> {
  for (const request of batch) if (!unwanted.has(request.id)) desk.take(request);
  await withdrawAll(batch.filter(({ id }) => unwanted.has(id)));
}

async function withdrawAll(requests: readonly MembershipRequest[]): Promise<void> {
  await Promise.all(requests.map((request) => answer(request, { status: 'withdrawn' })));
}

function send({ target, team }: TeamWriterInput, changes: readonly PersonChange[], patienceMs: number) {
  const summary = `Write ${changes.length} of team ${team}`;
  const { writeTeam } = proxyActivities<OnboardingActivities>({ ...teamWritePolicy(patienceMs), summary });
  return writeTeam({ target, team, changes: changes.map(changeOf) });
}

/** One member that the far side refuses must not keep the others out: the batch is halved until it is alone. */
async function refuse(writing: Writing, batch: readonly MembershipRequest[], error: unknown): Promise<void> {
  const { code, message, attempts } = reasonOf(error);
  const final = expiryOf(error) === undefined;
  log.warn('a team was not written', { team: writing.input.team, code, requests: batch.length });
  if (final && code === 'TARGET_REJECTED' && batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    await write(writing, batch.slice(0, middle));
    await write(writing, batch.slice(middle));
    return;
  }
  const failed = { status: 'failed', code, message, attempts, final } as const;
  await Promise.all(batch.map((request) => answer(request, failed)));
}

/** Whoever asked may have ended meanwhile: then nobody waits for the answer. */
async function answer({ id, asker }: MembershipRequest, told: Outgoing): Promise<void> {
  try {
    await getExternalWorkflowHandle(asker.workflowId, asker.runId).signal(answered, { id, ...told });
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.debug('nobody waits for an answer any more', { status: told.status });
  }
}

function answerOf(outcome: ChangeOutcome | undefined): Outgoing {
  if (outcome === undefined) {
    return { status: 'failed', code: 'INTERNAL', message: 'the write told nothing', attempts: 1, final: true };
  }
  if ('changed' in outcome) return { status: 'done', changed: outcome.changed };
  const { code, message } = outcome;
  return { status: 'failed', code, message, attempts: 1, final: true };
}

function isWritten(outcome: ChangeOutcome): boolean {
  return 'changed' in outcome && outcome.changed;
}

/** Nobody waits longer than whoever has the least time: the others ask again. */
function patienceOf(batch: readonly MembershipRequest[]): number {
  return Math.min(...batch.map(({ patienceMs }) => patienceMs), teamWriterTimes.longestMs);
}

function changeOf({ id, person, change }: PersonChange): PersonChange {
  return { id, person, change };
}
