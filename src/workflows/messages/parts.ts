import { departures, type DeparturePlan } from '../../domain/run/departure';
import type { NoticeAddress, NoticeWish } from '../../domain/run/notice';
import { type Grant, type Membership, type Plan } from '../../domain/run/plan';
import type { Leaving, RecordEdits, RunOptions } from '../../domain/run/run';
import type { SecretSource } from '../../domain/tenant/secret-source';
import { isSystem, partOf, systems } from '../../domain/systems/systems';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User, UserKind } from '../../domain/tenant/user';
import { faultOfUser } from './added-user';
import {
  anything,
  type Check,
  type Fields,
  fields,
  isFields,
  list,
  map,
  milliseconds,
  oneOf,
  optional,
  subject,
  text,
  textLike,
  truth,
  whole,
} from './checks';

// What both messages and inputs are made of.

export const name = textLike(
  /^[a-z0-9][a-z0-9-]{0,62}$/,
  'lower-case letters, digits and "-", beginning with a letter or digit, at most 63 characters',
);
export const texts = list(text);

/** The part of an instance becomes a part of workflow ids, as its name does; a target's own fields are its own to check. */
const partName = textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'letters, digits, "-" and "_", at most 63 characters');
const anyTarget = fields<{ readonly system: TargetRef['system']; readonly instance: string }>({
  system: oneOf(...systems),
  instance: name,
});

export const target: Check<TargetRef> = (value, at) =>
  anyTarget(value, at) ?? (isFields(value) ? faultOfPart(value, at) : undefined);

function faultOfPart(ref: Fields, at: string): string | undefined {
  const part = isSystem(ref['system']) ? partOf(ref['system']) : undefined;
  if (part === undefined) return undefined;
  const check = part.ofTenant ? optional(partName) : partName;
  return check(ref[part.field], `${at}.${part.field}`);
}

export const wholeTarget = anyTarget;

/** A user as shapes are concerned; what its system makes of the record is for the system to say. */
export const user: Check<User> = (value, at) => {
  const fault = faultOfUser(value, undefined);
  return fault === undefined ? undefined : `${at}${fault}`;
};
export const users = list(user);

export const leaving = fields<Leaving>({ how: oneOf(...departures), force: truth });

/** A run starts a child for each user in flight; Temporal lets a workflow have 2,000 open. */
const mostInFlight = 1_000;

export const options = fields<RunOptions>({
  concurrency: whole(1, mostInFlight),
  stepTimeoutMs: milliseconds(1),
  outageTimeoutMs: milliseconds(0),
  outagePatienceMs: milliseconds(0),
  readyTimeoutMs: milliseconds(1),
  syncTimeoutMs: milliseconds(1),
  pollIntervalMs: milliseconds(1),
  holdForMs: milliseconds(0),
});

export const edits = map(
  fields<RecordEdits>({
    email: optional(text),
    given_name: optional(text),
    family_name: optional(text),
    id: optional(text),
  }),
);

export const secrets = list(fields<SecretSource>({ arn: text }));

const url = fields<{ readonly url: string }>({ url: text });
const named = fields<{ readonly name: string }>({ name: text });
const address: Check<NoticeAddress> = (value, at) =>
  url(value, at) === undefined || named(value, at) === undefined ? undefined : `${subject(at)} must be {url} or {name}`;

export const yes: Check<true> = (value, at) =>
  value === true ? undefined : `${subject(at)} must be true, or left out`;
export const notify = list(fields<NoticeWish>({ to: address, users: optional(yes) }));

const membership = fields<Membership>({ place: text, role: text, writtenBy: optional(oneOf('team-writer')) });
const grant = fields<Grant>({ application: optional(text), role: text });

/** The account's attributes are the target's own. */
const account: Check<Plan['account']> = (value, at) => map(anything)(value, at);

export const plan = fields<Plan>({
  account,
  identityProviders: texts,
  memberships: list(membership),
  roles: list(grant),
  synchronise: texts,
  groups: texts,
});

export const departurePlan = fields<DeparturePlan>({
  given: plan,
  groups: texts,
  places: list(membership),
  account: oneOf(...departures, 'keep'),
});

export function forEachKind<T>(check: Check<T>): Check<Readonly<Record<UserKind, T>>> {
  return fields<Readonly<Record<UserKind, T>>>({ primary: check, secondary: check });
}
