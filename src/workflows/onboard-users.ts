import type { OnboardUsersInput, SliceReport } from '../domain/run/user-slice';
import { conductSlice } from './slices/conduct-slice';
import { onboardOne } from './start-user';

/** Onboards a slice of a large run's users, as `conductSlice` says: one workflow `onboardUser` each. */
export function onboardUsers(input: OnboardUsersInput): Promise<SliceReport> {
  return conductSlice({ input, direction: 'onboard', carryOut: (user) => onboardOne(input, user, input.prepared) });
}
