import { z } from 'zod';
import { steps } from '../domain/run/plan';
import { UserRecord, userKinds } from '../domain/tenant/user';

const at = { step: z.enum(steps), application: z.string().optional(), role: z.string().optional() };
const words = z.array(z.string());

/**
 * What reading says of one step of one user. `differs`: it exists, not as planned, and is never modified. `missing`: what a
 * run would write, or wait for. `unknown`: it cannot be read without writing. `failed`: it could not be read. `refused`: the
 * target was asked, and would not take it.
 */
export const StepFinding = z.discriminatedUnion('state', [
  z.strictObject({ ...at, state: z.literal('done') }),
  z.strictObject({ ...at, state: z.literal('differs'), differs: words }),
  z.strictObject({ ...at, state: z.literal('missing'), missing: words }),
  z.strictObject({ ...at, state: z.literal('unknown'), why: z.string() }),
  z.strictObject({ ...at, state: z.enum(['failed', 'refused']), code: z.string(), message: z.string() }),
]);
export type StepFinding = z.infer<typeof StepFinding>;

/** What a user's steps come to; the worst of them counts, in this order. */
export const verdicts = ['failed', 'refused', 'change', 'unknown', 'differs', 'same'] as const;
export type Verdict = (typeof verdicts)[number];

/** A user's record, its kind as `type`, and what was found of each step. */
export const UserFindings = z.strictObject({
  ...UserRecord.shape,
  type: z.enum(userKinds),
  verdict: z.enum(verdicts),
  steps: z.array(StepFinding),
});
export type UserFindings = z.infer<typeof UserFindings>;

export function verdictOf(found: readonly StepFinding[]): Verdict {
  const states = new Set(found.map(({ state }) => state));
  if (states.has('failed')) return 'failed';
  if (states.has('refused')) return 'refused';
  if (states.has('missing')) return 'change';
  if (states.has('unknown')) return 'unknown';
  return states.has('differs') ? 'differs' : 'same';
}

/** How many users there are of each verdict, and for how many findings of each step something is missing. */
export const Summary = z.strictObject({
  total: z.int(),
  users: z.record(z.enum(verdicts), z.int()),
  missing: z.record(z.enum(steps), z.int()),
});
export type Summary = z.infer<typeof Summary>;

export function summaryOf(users: readonly UserFindings[]): Summary {
  const summary: Summary = {
    total: users.length,
    users: { failed: 0, refused: 0, change: 0, unknown: 0, differs: 0, same: 0 },
    missing: { create: 0, link: 0, join: 0, grant: 0, await: 0, group: 0 },
  };
  for (const user of users) {
    summary.users[user.verdict] += 1;
    for (const { step, state } of user.steps) summary.missing[step] += state === 'missing' ? 1 : 0;
  }
  return summary;
}
