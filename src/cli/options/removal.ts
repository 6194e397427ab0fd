import { InvalidArgumentError } from 'commander';
import type { Leaving } from '../../domain/run/run';
import type { RemovalLimit } from '../../domain/sync/removal-guard';
import { type Group, group, parsed, toggle, under } from '../command/option';

/** How users are taken out of a target, and what keeps too many of them from it. */
export interface Removal {
  readonly leaving: Leaving;
  /** The most that may go; a default counts without one. */
  readonly limit: RemovalLimit | undefined;
  /** Whether a yes was given beforehand. */
  readonly agreed: boolean;
}

export const yes = toggle('-y, --yes', 'do not ask; needed where nobody can be asked');

const items = under('How users are removed:', {
  delete: toggle('--delete', 'delete the accounts; default: disable them, where the target can'),
  force: toggle('--force', 'also users whom somebody else changed since they were onboarded'),
  limit: parsed(
    '--max-removals <n|p%>',
    'the most users that may be removed, or the most of a hundred (default: 10 users or 20%, the smaller one)',
    removalLimit,
  ),
  yes,
});

export const removal: Group<Removal> = group('removal', items, (said) => ({
  leaving: { how: said.delete ? 'delete' : 'disable', force: said.force },
  limit: said.limit,
  agreed: said.yes,
}));

function removalLimit(text: string): RemovalLimit {
  const [, digits = '', sign = ''] = /^(\d{1,6})(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === '' || (sign === '%' && count > 100)) {
    throw new InvalidArgumentError('Write a whole number, or a part such as 20%.');
  }
  return sign === '%' ? { percent: count } : { users: count };
}
