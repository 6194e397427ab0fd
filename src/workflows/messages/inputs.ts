import type { Prepared } from '../../domain/run/activities';
import { departures, type PreparedDeparture } from '../../domain/run/departure';
import type { KindChange, LedgerComparison, LedgerInput, LedgerPolicy } from '../../domain/run/ledger';
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
import type { PagedList, SyncInput } from '../../domain/sync/sync';
import {
  type Check,
  fields,
  isFields,
  list,
  milliseconds,
  moment,
  oneOf,
  optional,
  text,
  textLike,
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
  yes,
} from './parts';
import { membershipRequest, reason, rows, userPage, writtenChange } from './shapes';

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

const slice = {
  ...{ tenant: name, target, options, number: whole(1), page: userPage, room: whole(1), later: optional(yes) },
} as const;

export const onboardUsersInput = fields<OnboardUsersInput>(slice);
export const prepared = fields<Prepared>({ plans: forEachKind(plan), present: texts });

export const offboardUsersInput = fields<OffboardUsersInput>({ ...slice, how: oneOf(...departures), force: truth });
export const preparedDeparture = fields<PreparedDeparture>({ plans: forEachKind(departurePlan), present: texts });

const userKind = oneOf('primary', 'secondary');

const limit: Check<RemovalLimit> = (value, at) => {
  if (isFields(value) && 'percent' in value) return whole(0, 100)(value['percent'], `${at}.percent`);
  return fields<{ readonly users: number }>({ users: whole(0) })(value, at);
};

const found = fields<LedgerComparison>({
  ...{ known: whole(0), goneTotal: whole(0), gone: users, differingTotal: whole(0) },
  differing: list(fields<KindChange>({ id: text, kind: userKind, was: userKind })),
});

export const syncInput = fields<SyncInput>({
  tenant: name,
  target,
  users,
  paged: optional(fields<PagedList>({ pages: texts, total: whole(0), found })),
  slices: optional(slices),
  options,
  leaving,
  limit: optional(limit),
  notify: optional(notify),
});

const policy = fields<LedgerPolicy>({ members: whole(1), bytes: whole(1) });

export const ledgerInput = fields<LedgerInput>({
  tenant: name,
  target,
  shard: optional(textLike(/^[0-9a-f]{1,8}$/, 'at most 8 hexadecimal digits')),
  rows,
  divided: optional(truth),
  policy: optional(policy),
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
