import { departureSteps } from '../../domain/run/departure';
import { type FailureCode, isFailureCode } from '../../domain/failures/failures';
import type { Arrivals, Departures, LedgerRow, MembersRequest } from '../../domain/run/ledger';
import type { Paused, UserFailure, UserFailureDetail, UserOutcome } from '../../domain/run/outcome';
import { steps } from '../../domain/run/plan';
import {
  type AddUsers,
  type Joining,
  longestReason,
  maxStatusRows,
  type PauseRun,
  type RetryFailed,
  type SkipUsers,
  type StatusRequest,
} from '../../domain/run/run';
import type {
  MemberChange,
  MembershipAnswer,
  MembershipRequest,
  PersonChange,
  WrittenChange,
} from '../../domain/run/team-writing';
import type { SliceReport, UserEnd } from '../../domain/run/user-slice';
import {
  type Check,
  fields,
  list,
  milliseconds,
  oneOf,
  only,
  optional,
  orNothing,
  passes,
  subject,
  tagged,
  text,
  textLike,
  truth,
  whole,
} from './checks';
import { leaving, notify, secrets, target, texts, users, yes } from './parts';

// The shapes of all messages. What depends on the state of a run, too, is in check-updates.ts.

export const statusRequest = orNothing(
  fields<StatusRequest>({ page: optional(whole(0)), pageSize: optional(whole(1, maxStatusRows)) }),
);

/** Of the query `members`. */
export const membersRequest = orNothing(
  fields<MembersRequest>({ after: optional(text), most: optional(whole(0, 500)) }),
);

export const reason: Check<string> = (value, at) =>
  typeof value === 'string' && value.length <= longestReason
    ? undefined
    : `${at} must be a text of at most ${longestReason} characters`;

export const pauseRun = orNothing(only(['reason'], fields<PauseRun>({ reason: optional(reason) })));

const names: Check<readonly string[]> = (value, at) =>
  texts(value, at) === undefined ? undefined : `${at} must be a list of user ids or keys`;

const someNames: Check<readonly string[]> = (value, at) =>
  names(value, at) ?? (Array.isArray(value) && value.length > 0 ? undefined : `${at} must name somebody`);

/** Held against the users of the run. */
const corrections: Check<NonNullable<RetryFailed['edits']>> = () => undefined;

export const retryFailed = orNothing(
  only(['users', 'edits'], fields<RetryFailed>({ users: optional(names), edits: corrections })),
);

export const skipUsers = only(['users'], fields<SkipUsers>({ users: someNames }));

export const addUsers = fields<AddUsers>({
  target,
  users,
  secrets: optional(secrets),
  notify: optional(notify),
  leaving: optional(leaving),
});

export const joining = fields<Joining>({
  target,
  users: texts,
  secrets: texts,
  notify: texts,
  leaving: optional(leaving),
});

const paused = fields<Paused>({ by: oneOf('operator', 'maintenance', 'target'), since: text, reason: optional(text) });

/** Of the signal `gateChanged`. */
export const gate: Check<Paused | null> = (value, at) => (value === null ? undefined : paused(value, at));

/** Of the signal `leaveOut`. */
export const userKeys = texts;

const failureCode: Check<FailureCode> = (value, at) =>
  isFailureCode(value) ? undefined : `${subject(at)} must be the code of a failure`;

const outcome = fields<UserOutcome>({
  changed: list(oneOf(...steps, ...departureSteps)),
  leases: texts,
  cancelled: optional(yes),
});

const failure = fields<UserFailure>({
  step: oneOf(...steps, ...departureSteps, 'unknown'),
  code: failureCode,
  message: text,
  attempts: whole(0),
});

const userEnd = tagged<UserEnd>('how', {
  returned: fields({ key: text, outcome }),
  failed: fields({ key: text, detail: fields<UserFailureDetail>({ failure, outcome, aside: optional(yes) }) }),
  'not-begun': fields({ key: text }),
});

/** Of the signal `usersEnded`. */
export const sliceReport = fields<SliceReport>({
  number: whole(1),
  ended: list(userEnd),
  inFlight: texts,
  down: optional(yes),
});

/** A moment that a date can be, in seconds since the epoch. */
const seconds = whole(0, 8_640_000_000_000);

const rowShapes: readonly Check<unknown>[] = [text, oneOf('p', 's'), seconds, text, text, text, optional(text)];

const row: Check<LedgerRow> = (value, at) =>
  Array.isArray(value) && value.length <= rowShapes.length && rowShapes.every((shape, n) => passes(shape, value[n]))
    ? undefined
    : `${subject(at)} must be [key, "p" or "s", seconds, email, given name, family name, id]`;

export const rows = list(row);

/** Of the update `onboarded`. What a ledger keeps goes on as the input of its next run. */
export const arrivals = fields<Arrivals>({ rows });

/** Of the updates `offboarded` and `forget`. */
export const departures = fields<Departures>({ ids: texts });

const memberChange = tagged<MemberChange>('kind', { join: fields({ role: text }), leave: fields({}) });

const personChange = {
  id: text,
  person: fields<PersonChange['person']>({ id: text, email: text }),
  change: memberChange,
} as const;

/** Nobody else could be told the answer. */
const asker = fields<MembershipRequest['asker']>({
  workflowId: textLike(/^[^]{1,1000}$/, 'the id of a workflow'),
  runId: textLike(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'the id of a run'),
});

/** Of the signal `changeMembership`. */
export const membershipRequest = fields<MembershipRequest>({ ...personChange, asker, patienceMs: milliseconds(1) });

/** As a team's writer hands it to its next run. */
export const writtenChange = fields<WrittenChange>({ ...personChange, at: whole(0), undone: whole(0) });

/** Of the signal `membershipAnswered`. */
export const membershipAnswer = tagged<MembershipAnswer>('status', {
  done: fields({ id: text, changed: truth }),
  withdrawn: fields({ id: text }),
  failed: fields({ id: text, code: failureCode, message: text, attempts: whole(0), final: truth }),
});
