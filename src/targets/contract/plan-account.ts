import type { z } from 'zod';
import type { Plan } from '../../domain/run/plan';
import { TargetError } from './target';

/** Reads the account of a plan back from history, where an older release may have written it. Throws INTERNAL for one that this cannot read. */
export function accountReader<T>(shape: z.ZodType<T>): (account: Plan['account']) => T {
  return (account) => {
    const parsed = shape.safeParse(account);
    if (parsed.success) return parsed.data;
    throw new TargetError('INTERNAL', 'the plan holds no account that this release can read');
  };
}
