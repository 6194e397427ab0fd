import type { Prepared } from '../../domain/run/activities';
import { departures, type PreparedDeparture } from '../../domain/run/departure';
import type { LedgerInput, LedgerRow } from '../../domain/run/ledger';
import type { MaintenanceInput } from '../../domain/run/maintenance';
import {
  type OffboardTenantInput,
  type OffboardUserInput,
  type OnboardTenantInput,
  type OnboardUserInput,
  type SlicePolicy,
} from '../../domain/run/run';
import type { TeamWriterInput } from '../../domain/run/team-writing';
import type { OffboardUsersInput, OnboardUsersInput } from '../../domain/run/user-slice';
import type { RemovalLimit } from '../../domain/sync/removal-guard';
import type { SyncInput } from '../../domain/sync/sync';
import {
  type Check,
  fields,
  isFields,
  list,
  milliseconds,
  moment,
  oneOf,
  optional,
  passes,
  subject,
  text,
  truth,
  whole,
} from './checks';
import {
  departurePlan,
  edits,
  forEachKind,
  leaving,
  name,
  notify,
  options,
  plan,
  secrets,
  target,
  texts,
  user,
  users,
  wholeTarget,
} from './parts';
import { membershipRequest, reason, userPage, writtenChange } from './shapes';

// What each workflow takes to begin with. A field that it does not know is left alone: a newer client may give it.

const slices = fields<SlicePolicy>({
  ...{ above: whole(0), size: whole(1, 1_000), atOnce: whole(1), patienceMs: milliseconds(0) },
});

const run = {
  tenant: name,
  target,
  users,
  pages: optional(texts),
  options,
  retryOf: optional(text),
  slices: optional(slices),
} as const;

export const onboardTenantInput = fields<OnboardTenantInput>({
  ...run,
  edits: optional(edits),
  secrets: optional(secrets),
  notify: optional(notify),
});

export const offboardTenantInput = fields<OffboardTenantInput>({ ...run, how: oneOf(...departures), force: truth });

const child = { tenant: name, target, user, present: texts, options } as const;

export const onboardUserInput = fields<OnboardUserInput>({ ...child, plan });

export const offboardUserInput = fields<OffboardUserInput>({ ...child, plan: departurePlan, force: truth });

const slice = { tenant: name, target, options, number: whole(1), page: userPage, room: whole(1) } as const;

export const onboardUsersInput = fields<OnboardUsersInput>(slice);
export const prepared = fields<Prepared>({ plans: forEachKind(plan), present: texts });

export const offboardUsersInput = fields<OffboardUsersInput>({ ...slice, how: oneOf(...departures), force: truth });
export const preparedDeparture = fields<PreparedDeparture>({ plans: forEachKind(departurePlan), present: texts });

const limit: Check<RemovalLimit> = (value, at) => {
  if (isFields(value) && 'percent' in value) return whole(0, 100)(value['percent'], `${at}.percent`);
  return fields<{ readonly users: number }>({ users: whole(0) })(value, at);
};

export const syncInput = fields<SyncInput>({
  tenant: name,
  target,
  users,
  options,
  leaving,
  limit: optional(limit),
  notify: optional(notify),
});

/** In seconds since the epoch. */
const anyMoment: Check<number> = (value, at) => (Number.isFinite(value) ? undefined : `${at} must be a number`);

const rowShapes: readonly Check<unknown>[] = [text, oneOf('p', 's'), anyMoment, text, text, text, optional(text)];

const row: Check<LedgerRow> = (value, at) =>
  Array.isArray(value) && value.length <= rowShapes.length && rowShapes.every((shape, n) => passes(shape, value[n]))
    ? undefined
    : `${subject(at)} must be [key, "p" or "s", seconds, email, given name, family name, id]`;

export const ledgerInput = fields<LedgerInput>({
  tenant: name,
  target,
  rows: optional(list(row)),
  full: optional(truth),
});

export const teamWriterInput = fields<TeamWriterInput>({
  target,
  team: text,
  pending: optional(list(membershipRequest)),
  recent: optional(list(writtenChange)),
});

export const maintenanceInput = fields<MaintenanceInput>({
  target: wholeTarget,
  since: moment,
  reason: optional(reason),
  endsAt: optional(moment),
});
