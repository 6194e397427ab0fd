import { type ListRequest, type UserListRequest, userStatuses } from '../../../client';
import { knownCode } from '../../command/known-code';
import { UsageError } from '../../command/usage-error';
import type { PlaceWish } from '../../options/place';
import type { Output } from '../../terminal/terminal';

/** Which runs or users, and which page of them. */
interface ListFilter extends Pick<ListRequest, 'tenant' | 'target' | 'since' | 'status' | 'pageToken'> {
  readonly users: boolean;
  readonly code: string | undefined;
  readonly offboarding: boolean;
  readonly limit: number;
  readonly all: boolean;
}

export interface ListWish {
  readonly filter: ListFilter;
  readonly place: PlaceWish;
  readonly output: Output;
}

export type ListQuestion =
  | { readonly about: 'runs'; readonly request: ListRequest }
  | { readonly about: 'users'; readonly request: UserListRequest };

/** What is to be listed. Throws `UsageError` for a code that is none, and for a state that users don't have. */
export function listQuestion(filter: ListFilter): ListQuestion {
  const { tenant, target, since, limit, pageToken, status } = filter;
  const direction = filter.offboarding ? 'offboard' : 'onboard';
  const common = { tenant, target, since, direction, limit, pageToken } as const;
  if (!filter.users && filter.code === undefined) return { about: 'runs', request: { ...common, status } };
  const state = userStatuses.find((one) => one === status);
  if (status !== undefined && state === undefined) {
    throw new UsageError(`Users are never ${status}.`, `States of users: ${userStatuses.join(', ')}.`);
  }
  if (filter.code === undefined) return { about: 'users', request: { ...common, status: state } };
  if (state !== undefined && state !== 'failed') {
    throw new UsageError('--code finds users that failed.', `Leave --status ${state} out.`);
  }
  return { about: 'users', request: { ...common, code: knownCode(filter.code).code } };
}

/** The command that lists the same, but for `otherwise`. */
export function listAgain({ filter, output, place }: ListWish, otherwise: Partial<ListFilter>): string {
  const { tenant, target, status, code, since, users, offboarding, limit, pageToken } = { ...filter, ...otherwise };
  const values = [
    ['--tenant', tenant],
    ['--target', target],
    ['--status', status],
    ['--code', code],
    ['--since', since],
    ['--limit', String(limit)],
    ['--output', output === 'table' ? undefined : output],
    ['--page-token', pageToken],
  ] as const;
  const words = values.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const switches = [...(users ? ['--users'] : []), ...(offboarding ? ['--offboarding'] : [])];
  return `onboard list ${[...switches, ...words].join(' ')}${place.again}`;
}
