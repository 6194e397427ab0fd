import { randomUUID } from 'node:crypto';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { directionOf, messages, placeId } from '../../domain/run/names';
import { noticeLabel } from '../../domain/run/notice';
import { correctedRecord } from '../../domain/run/record-edits';
import type { AddUsers, Joining, Missing, OnboardTenantInput } from '../../domain/run/run';
import { bytesOf, isLarge } from '../../domain/run/run-size';
import type { User } from '../../domain/tenant/user';
import { bringUsers } from '../messages/bring-users';
import { askUntilHeard } from '../temporal/ask-until-heard';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { hasNoUpdatesLeft, isNotFound, isUnanswered } from '../temporal/grpc-errors';
import { describeIfThere, handleOf, isOpen, type RunId } from '../temporal/run-ref';
import { countWorkers } from '../temporal/workers';
import { acceptMs, type Started, type StartRequest, typeOf } from './start-request';

/** Gives an open run what it does not have; having all is a question, and no event. Undefined when it has ended meanwhile. */
export async function join(
  temporal: Temporal,
  request: StartRequest,
  open: WorkflowExecutionDescription,
): Promise<Started | undefined> {
  requireSameWay(request, open);
  const run: RunId = { workflowId: open.workflowId, runId: open.runId };
  const { workflows } = await countWorkers(temporal);
  const patienceMs = workflows > 0 ? acceptMs.withWorkers : acceptMs.withoutWorkers;
  try {
    const added = await bring(temporal, request, { run, patienceMs });
    const isOver = added === undefined || (added === 0 && !(await isOpenStill(temporal, run)));
    return isOver ? undefined : { kind: 'joined', added, ...run };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (isUnanswered(error) && !hasNoUpdatesLeft(error)) return unanswered(request, open);
    throw error;
  }
}

interface OpenRun {
  readonly run: RunId;
  readonly patienceMs: number;
}

/** Answers how many users the run did not have; undefined when it has ended meanwhile. */
async function bring(temporal: Temporal, request: StartRequest, open: OpenRun): Promise<number | undefined> {
  const { run } = open;
  const wanted = addedUsers(request);
  const first = wanted.users.slice(0, mostAsked);
  const missing = await missingIn(temporal, open, { ...wanted, users: first });
  // What the run says to the update is why.
  const few = wanted.users.length > mostAsked ? { ...wanted, users: [] } : wanted;
  if (missing === undefined) return add(temporal, open, few);
  const users = await notKept(temporal, open, { wanted, missing });
  const rest = { ...onlyMissing(wanted, missing), users };
  if (!belongIntoSlices(users, missing, request)) return isNothing(rest) ? 0 : add(temporal, open, rest);
  const { secrets } = request.input;
  const bringing = { ...wanted, users, given: { ...(secrets !== undefined && { secrets }) } };
  const added = await bringUsers(temporal, run, { ...bringing, size: request.input.slices?.size });
  const more = { ...rest, users: [] };
  if (added !== undefined && !isNothing(more)) await add(temporal, open, more);
  return added;
}

/** How many keys go into one question. */
const mostAsked = 1_000;

/** Whom the run does not keep itself: of a run that keeps few, thousands are not asked about in vain. */
async function notKept(
  temporal: Temporal,
  open: OpenRun,
  { wanted, missing }: { readonly wanted: AddUsers; readonly missing: Missing },
): Promise<readonly User[]> {
  const lacking = new Set(missing.users);
  if (missing.kept.users === 0) return wanted.users;
  for (let from = mostAsked; from < wanted.users.length; from += mostAsked) {
    const asked = { ...wanted, users: wanted.users.slice(from, from + mostAsked) };
    for (const key of (await missingIn(temporal, open, asked))?.users ?? []) lacking.add(key);
  }
  return wanted.users.filter(({ key }) => lacking.has(key));
}

function belongIntoSlices(users: readonly User[], { slices, kept }: Missing, { input }: StartRequest): boolean {
  if (users.length === 0) return false;
  return slices > 0 || isLarge(kept.users + users.length, kept.bytes + bytesOf(users), input.slices);
}

/** Asked again under the same id, a run answers again and adds nobody twice. */
function add(temporal: Temporal, { run, patienceMs }: OpenRun, added: AddUsers): Promise<number> {
  const updateId = randomUUID();
  const args: [AddUsers] = [added];
  return askUntilHeard(temporal, { workflowId: run.workflowId, patienceMs }, () =>
    handleOf(temporal, run).executeUpdate<number, [AddUsers]>(messages.addUsers, { args, updateId }),
  );
}

/** A closed run answers questions, too. */
async function isOpenStill(temporal: Temporal, { workflowId, runId }: RunId): Promise<boolean> {
  const now = await describeIfThere(temporal, workflowId, runId);
  return now !== undefined && isOpen(now);
}

function addedUsers({ input, leaving }: StartRequest): AddUsers {
  const { target, secrets, notify } = input;
  return {
    target,
    users: correctedUsers(input),
    ...(secrets !== undefined && { secrets }),
    ...(notify !== undefined && { notify }),
    ...(leaving !== undefined && { leaving }),
  };
}

/** A run that somebody else started knows nothing of the corrections. */
function correctedUsers({ users, edits = {} }: OnboardTenantInput): readonly User[] {
  return users.map((user) => {
    const edit = edits[user.key];
    return edit === undefined ? user : { ...user, record: correctedRecord(user.record, edit) };
  });
}

/** One that waits for a worker has its users in its input, unless they are many. */
function unanswered(
  { fingerprint, input: { tenant, users, slices } }: StartRequest,
  open: WorkflowExecutionDescription,
): Started {
  const hasThem = !isLarge(users.length, bytesOf(users), slices);
  if (hasThem && open.memo?.['fingerprint'] === (fingerprint ?? null)) {
    return { kind: 'waiting', workflowId: open.workflowId, runId: open.runId };
  }
  throw new ClientError(
    'NO_WORKER',
    `No worker answered for the open run of ${tenant}, so users were not added to it.`,
    'Start a worker (onboard worker), then give the same command again.',
  );
}

/** A user must not be taken out of a target and put into it at the same time: the open run would refuse, and not say how. */
function requireSameWay(
  { input: { tenant, target }, leaving }: StartRequest,
  open: WorkflowExecutionDescription,
): void {
  if (open.type === typeOf(leaving)) return;
  const at = ` --at ${placeId(target, tenant)}`;
  throw new ClientError(
    'RUN_REFUSED',
    `Users of ${tenant} are being ${directionOf(open.type)}ed at this moment.`,
    `Let that end (onboard watch ${tenant}${at}) or cancel it (onboard cancel ${tenant}${at}), then give the same command again.`,
  );
}

/** Asks an open run what it does not have; undefined when it takes nothing: what it says to the update is why. A question leaves no event. */
async function missingIn(
  temporal: Temporal,
  { run, patienceMs }: { readonly run: RunId; readonly patienceMs: number },
  { target, users, leaving, secrets = [], notify = [] }: AddUsers,
): Promise<Missing | undefined> {
  const joining: Joining = {
    target,
    users: users.map(({ key }) => key),
    secrets: secrets.map(({ arn }) => arn),
    notify: notify.map(({ to }) => noticeLabel(to)),
    ...(leaving !== undefined && { leaving }),
  };
  const missing = await askUntilHeard(temporal, { workflowId: run.workflowId, patienceMs }, () =>
    handleOf(temporal, run).query<Missing, [Joining]>(messages.missing, joining),
  );
  return missing.accepts ? missing : undefined;
}

function isNothing({ users, secrets = [], notify = [] }: AddUsers): boolean {
  return users.length + secrets.length + notify.length === 0;
}

function onlyMissing({ users, secrets = [], notify = [], ...added }: AddUsers, missing: Missing): AddUsers {
  const lacking = { users: new Set(missing.users), secrets: new Set(missing.secrets), notify: new Set(missing.notify) };
  return {
    ...added,
    users: users.filter(({ key }) => lacking.users.has(key)),
    secrets: secrets.filter(({ arn }) => lacking.secrets.has(arn)),
    notify: notify.filter(({ to }) => lacking.notify.has(noticeLabel(to))),
  };
}
