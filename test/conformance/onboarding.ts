import { factsOf } from '../../src/domain/failures/failures';
import type { Person } from '../../src/domain/tenant/person';
import { type Plan, type Step, steps, type Wants } from '../../src/domain/run/plan';
import type { UserKind } from '../../src/domain/tenant/user';
import { type Finding, type Target, TargetError, type Task, type Verb } from '../../src/targets/contract/target';

/** What one step did or would do: `create`, `grant facilities`. */
export type Deed = string;

interface Job {
  readonly target: Target;
  readonly person: Person;
  readonly plan: Plan;
  readonly present: readonly string[];
  readonly signal: AbortSignal;
  readonly reportLease: (name: string) => void;
}

/** A whole run for one user, as the workflows make it: prepare, the six verbs, each once, and release. Answers what it wrote. */
export async function onboard(target: Target, person: Person, kind: UserKind): Promise<Deed[]> {
  return await eachStep(target, { person, kind }, async (job, step) => {
    const done: Deed[] = [];
    for (const task of tasksOf(job, step)) if (await task.act()) done.push(task.name);
    return step === 'join' ? [...done, ...(await joinByWriter(job))] : done;
  });
}

/** The checks of a run alone, which make nothing: what it would write. What depends on a user who is not there is missing. */
export async function planned(target: Target, person: Person, kind: UserKind): Promise<Deed[]> {
  let absent = false;
  return await eachStep(target, { person, kind }, async (job, step) => {
    const all = [...tasksOf(job, step), ...(step === 'join' ? writerTasks(job) : [])];
    const missing: Deed[] = [];
    for (const task of all) if (absent || !(await task.look()).done) missing.push(task.name);
    absent ||= step === 'create' && missing.length > 0;
    return missing;
  });
}

interface Named {
  readonly name: Deed;
  readonly look: () => Promise<Finding>;
  /** Answers whether something was missing. */
  readonly act: () => Promise<boolean>;
}

async function eachStep(
  target: Target,
  { person, kind }: { readonly person: Person; readonly kind: UserKind },
  take: (job: Job, step: Step) => Promise<Deed[]>,
): Promise<Deed[]> {
  const { signal } = new AbortController();
  const leases = new Set<string>();
  const { plans, present } = await target.prepare(signal);
  const reportLease = (name: string) => void leases.add(name);
  const job = { target, person, plan: plans[kind], present, signal, reportLease };
  const deeds: Deed[] = [];
  try {
    for (const step of steps) deeds.push(...(await take(job, step)));
  } finally {
    await target.release({ leases: [...leases], present, complete: true }, signal);
  }
  return deeds;
}

function tasksOf(job: Job, step: Step): Named[] {
  const { plan } = job;
  const { verbs } = job.target;
  const own = plan.memberships.filter(({ writtenBy }) => writtenBy === undefined);
  switch (step) {
    case 'create':
      return [named(job, 'create', { verb: verbs.create, want: plan.account })];
    case 'link':
      return unlessEmpty(plan.identityProviders, (want) => named(job, 'link', { verb: verbs.link, want }));
    case 'join':
      return unlessEmpty(own, (want) => named(job, 'join', { verb: verbs.join, want }));
    case 'grant':
      return plan.roles.map((want) =>
        named(job, `grant ${want.application ?? want.role}`, { verb: verbs.grant, want }),
      );
    case 'await':
      return unlessEmpty(plan.synchronise, (want) => named(job, 'await', { verb: verbs.await, want }));
    case 'group':
      return unlessEmpty(plan.groups, (want) => named(job, 'group', { verb: verbs.group, want }));
  }
}

/** A step that is waited for is read again, as its activity would be; each time it is another attempt. */
const mostAttempts = 10;

function named<S extends Step>(job: Job, name: Deed, { verb, want }: { verb: Verb<S>; want: Wants[S] }): Named {
  const { person, present, signal, reportLease } = job;
  const task = (attempt: number): Task<S> => ({ person, want, present, signal, reportLease, attempt });
  const lookThenAct = async (attempt: number): Promise<boolean> => {
    const at = task(attempt);
    const finding = await verb.check(at);
    if (!finding.done) await verb.apply(at, finding.missing);
    return !finding.done;
  };
  return {
    name,
    look: () => verb.check({ ...task(1), readOnly: true }),
    act: async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await lookThenAct(attempt)) && name !== 'await';
        } catch (error) {
          if (!isEarly(error) || attempt === mostAttempts) throw error;
        }
      }
    },
  };
}

function isEarly(error: unknown): boolean {
  return error instanceof TargetError && factsOf(error.code).retry === 'poll';
}

function unlessEmpty<W>(want: readonly W[], task: (want: readonly W[]) => Named): Named[] {
  return want.length === 0 ? [] : [task(want)];
}

/** Memberships that the team's writer makes: looked at by the verb, written as its activity does. */
function writerTasks(job: Job): Named[] {
  const { target, plan } = job;
  const written = plan.memberships.filter(({ writtenBy }) => writtenBy === 'team-writer');
  return unlessEmpty(written, (want) => named(job, 'join', { verb: target.verbs.join, want }));
}

async function joinByWriter({ target, person, plan, signal }: Job): Promise<Deed[]> {
  const deeds: Deed[] = [];
  for (const { place, role } of plan.memberships.filter(({ writtenBy }) => writtenBy === 'team-writer')) {
    const changes = [{ id: 'one', person, change: { kind: 'join', role } as const }];
    const [outcome] = (await target.writeTeam?.({ team: place, changes }, signal)) ?? [];
    if (outcome === undefined) throw new Error('the target answered nothing for a membership that its writer makes');
    if ('code' in outcome) throw new TargetError(outcome.code, outcome.message);
    if (outcome.changed) deeds.push('join');
  }
  return deeds;
}
