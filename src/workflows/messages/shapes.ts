import { departureSteps } from '../../domain/run/departure';
import { type FailureCode, isFailureCode } from '../../domain/failures/failures';
import type { Arrivals, Departures, LedgerRow, MembersRequest } from '../../domain/run/ledger';
import type { Counts, FailedUser, FailureCounts, KeyedFailure, Paused } from '../../domain/run/outcome';
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
import type {
  OpenSlices,
  SliceAnswer,
  SliceChange,
  SliceReport,
  SliceShare,
  UserPage,
} from '../../domain/run/user-slice';
import {
  anything,
  type Check,
  fields,
  first,
  isFields,
  list,
  map,
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
import { edits, leaving, notify, secrets, target, texts, users, yes } from './parts';

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

/** Of the query `slices`: the number of a page. */
export const pageNumber = orNothing(whole(0));

/** Of the query `missingUsers`. */
export const userKeys = texts;

const failureCode: Check<FailureCode> = (value, at) =>
  isFailureCode(value) ? undefined : `${subject(at)} must be the code of a failure`;

const count = whole(0);

const counts = fields<Counts>({
  ...{ total: count, pending: count, running: count, completed: count, failed: count, cancelled: count },
  skipped: optional(count),
});

const failedUser: Check<FailedUser> = fields<FailedUser>({
  ...{ email: text, given_name: text, family_name: text, id: optional(text), type: oneOf('primary', 'secondary') },
  ...{ step: oneOf(...steps, ...departureSteps, 'unknown'), code: failureCode, message: text, attempts: count },
});

const codes: Check<FailureCounts> = (value, at) =>
  map(count)(value, at) ?? first(isFields(value) ? Object.keys(value).map((code) => () => failureCode(code, at)) : []);

/** Of the signal `told`. */
export const sliceReport = fields<SliceReport>({
  ...{
    number: whole(1),
    counts,
    changed: count,
    codes,
    failed: list(fields<KeyedFailure>({ key: text, user: failedUser })),
  },
  ...{ page: optional(text), down: optional(yes) },
  share: optional(fields<SliceReport['share'] & object>({ given: whole(1), most: count })),
});

/** Of the signal `share`; `prepared`: the plans of the slice's way. */
export function sliceShare<P extends SliceShare['prepared']>(prepared: Check<P>): Check<SliceShare<P>> {
  return fields<SliceShare<P>>({
    given: whole(1),
    most: count,
    prepared,
    everyUsers: whole(1),
    everyMs: milliseconds(0),
  });
}

const anyEdits: Check<RetryFailed['edits']> = (value, at) =>
  value === undefined ? undefined : map(anything)(value, at);

/** Of the signal `change`; the slice holds its edits against its users. */
export const sliceChange = fields<SliceChange>({
  ...{ id: text, kind: oneOf('retry', 'skip'), users: optional(texts) },
  ...{ edits: anyEdits, look: optional(yes) },
});

/** Of the signal `changed`. */
export const sliceAnswer = fields<SliceAnswer>({ id: text, named: texts, count, refusal: optional(text) });

/** Of the update `takeUsers`. */
export const userPage = fields<UserPage>({
  ...{ name: optional(text), users, order: list(count), edits: optional(edits), secrets: optional(secrets) },
});

/** Of the update `openSlices`. */
export const openSlices = fields<OpenSlices>({ target, pages: texts, leaving: optional(leaving) });

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
  person: fields<PersonChange['person']>({ id: text, email: text, givenName: text, familyName: text }),
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
