import { setTimeout as pause } from 'node:timers/promises';
import { retryDelay } from '../src/activities/retry-delay';
import { factsOf } from '../src/domain/failures/failures';
import { personOf } from '../src/domain/tenant/person';
import type { Plan, Step, Wants } from '../src/domain/run/plan';
import { defaultRunOptions } from '../src/domain/run/run';
import type { User } from '../src/domain/tenant/user';
import { type Target, TargetError, type Task, type Verb } from '../src/targets/contract/target';

/** The same steps with the same waits, one after the other, one user after the other, without Temporal. */
export async function onboardSequentially(target: Target, users: readonly User[]): Promise<void> {
  const signal = new AbortController().signal;
  const { plans, present } = await target.prepare(signal);
  const leases = new Set<string>();
  for (const user of users) {
    const plan: Plan = plans[user.kind];
    const task = <S extends Step>(want: Wants[S], attempt: number): Task<S> => {
      const reportLease = (name: string) => void leases.add(name);
      return { person: personOf(user.record), want, present, attempt, signal, reportLease };
    };
    const { create, link, join, grant, await: synchronise, group } = target.verbs;
    await step(create, (attempt) => task<'create'>(plan.account, attempt));
    await step(link, (attempt) => task<'link'>(plan.identityProviders, attempt));
    await step(join, (attempt) => task<'join'>(plan.memberships, attempt));
    for (const role of plan.roles) await step(grant, (attempt) => task<'grant'>(role, attempt));
    await step(synchronise, (attempt) => task<'await'>(plan.synchronise, attempt));
    if (plan.groups.length > 0) await step(group, (attempt) => task<'group'>(plan.groups, attempt));
  }
  await target.release({ leases: [...leases], present, complete: true }, signal);
}

async function step<S extends Step>(verb: Verb<S>, taskOf: (attempt: number) => Task<S>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const task = taskOf(attempt);
      const finding = await verb.check(task);
      if (!finding.done) await verb.apply(task, finding.missing);
      return;
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      const { pollIntervalMs } = defaultRunOptions;
      const at = { attempt, strangeAnswers: 0, retryAfterMs: error.retryAfterMs, pollIntervalMs };
      const delay = retryDelay(factsOf(error.code).retry, at, Math.random);
      if (delay === undefined) throw error;
      await pause(delay);
    }
  }
}
