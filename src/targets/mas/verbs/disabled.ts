import { type Finding, TargetError } from '../../contract/target';
import type { OnDisabled } from '../parts/settings';

/** What a user lacks who is there and inactive: somebody disabled it, an offboarding perhaps. */
export const accessAgain = 'access again (the user is disabled)';

/** The finding about such a user. Throws MAS_USER_DISABLED when it is to stay as it is. */
export function disabled(onDisabled: OnDisabled): Finding {
  if (onDisabled === 'enable') return { done: false, missing: [accessAgain] };
  throw new TargetError('MAS_USER_DISABLED', 'get user: the user is inactive, and onDisabled of the target is fail');
}
