import type { OffboardUsersInput, SliceReport } from '../domain/run/user-slice';
import { conductSlice } from './slices/conduct-slice';
import { offboardOne } from './start-user';

/** Offboards a slice of a large run's users, as `conductSlice` says: one workflow `offboardUser` each. */
export function offboardUsers(input: OffboardUsersInput): Promise<SliceReport> {
  return conductSlice({ input, direction: 'offboard', carryOut: (user) => offboardOne(input, user, input.prepared) });
}
