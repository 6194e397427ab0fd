import type { ListRequest, UserListRequest } from '../../../client';
import { userStatuses } from '../../../client';
import type { ListCommandFlags } from './command';
import { knownCode } from '../../options/known-code';
import { UsageError } from '../../command/usage-error';

export type ListQuestion =
  | { readonly about: 'runs'; readonly request: ListRequest }
  | { readonly about: 'users'; readonly request: UserListRequest };

/** What is to be listed. Throws `UsageError` for a code that is none, and for a state that users don't have. */
export function listQuestion(flags: ListCommandFlags): ListQuestion {
  const { tenant, target, since, limit, pageToken, status } = flags;
  const direction = flags.offboarding ? 'offboard' : 'onboard';
  const common = { tenant, target, since, direction, limit, pageToken } as const;
  if (!flags.users && flags.code === undefined) return { about: 'runs', request: { ...common, status } };
  const state = userStatuses.find((one) => one === status);
  if (status !== undefined && state === undefined) {
    throw new UsageError(`Users are never ${status}.`, `States of users: ${userStatuses.join(', ')}.`);
  }
  if (flags.code === undefined) return { about: 'users', request: { ...common, status: state } };
  if (state !== undefined && state !== 'failed') {
    throw new UsageError('--code finds users that failed.', `Leave --status ${state} out.`);
  }
  return { about: 'users', request: { ...common, code: knownCode(flags.code).code } };
}
