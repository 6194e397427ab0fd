import { type Departure, type DeparturePlan, type DepartureStep, departureSteps } from '../../src/domain/run/departure';
import type { DepartureWants } from '../../src/domain/run/departure';
import type { Person } from '../../src/domain/tenant/person';
import type { UserKind } from '../../src/domain/tenant/user';
import { type DepartureTask, type Finding, type Target, TargetError } from '../../src/targets/contract/target';
import type { Deed } from './onboarding';

/** Who departs, and how. */
export interface Leaver {
  readonly person: Person;
  readonly kind: UserKind;
  readonly how: Departure;
}

interface Job {
  readonly target: Target;
  readonly person: Person;
  readonly plan: DeparturePlan;
  readonly parts: Omit<DepartureTask<'inspect'>, 'want' | 'readOnly'>;
}

/** A whole offboarding of one user, as the workflows make it. Answers what it wrote; `inspect` what it differs in. */
export async function offboard(target: Target, leaver: Leaver): Promise<Deed[]> {
  return await eachStep(target, leaver, async (job, step) => {
    const deeds: Deed[] = [];
    for (const { name, look, write } of tasksOf(job, step)) {
      const finding = await look('at work');
      if (finding.done) deeds.push(...(finding.differs ?? []).map((difference) => `differs: ${difference}`));
      else if (await write(finding.missing)) deeds.push(name);
    }
    return deeds;
  });
}

/** The checks of it alone: what it would write. */
export async function plannedDeparture(target: Target, leaver: Leaver): Promise<Deed[]> {
  return await eachStep(target, leaver, async (job, step) => {
    const deeds: Deed[] = [];
    for (const { name, look } of tasksOf(job, step)) if (!(await look('reading only')).done) deeds.push(name);
    return deeds;
  });
}

async function eachStep(
  target: Target,
  { person, kind, how }: Leaver,
  take: (job: Job, step: DepartureStep) => Promise<Deed[]>,
): Promise<Deed[]> {
  const { offboarding } = target;
  if (offboarding === undefined) throw new TargetError('TARGET_KEEPS_USERS', 'the target has no way back');
  const { signal } = new AbortController();
  const leases = new Set<string>();
  const { plans, present } = await offboarding.prepare(how, signal);
  const parts = { person, signal, attempt: 1, present, reportLease: (name: string) => void leases.add(name) };
  const deeds: Deed[] = [];
  try {
    for (const step of departureSteps) deeds.push(...(await take({ target, person, plan: plans[kind], parts }, step)));
  } finally {
    await target.release({ leases: [...leases], present, complete: true }, signal);
  }
  return deeds;
}

interface Named {
  readonly name: Deed;
  readonly look: (how: 'at work' | 'reading only') => Promise<Finding>;
  /** Answers whether it changed something. */
  readonly write: (missing: readonly string[]) => Promise<boolean>;
}

function tasksOf(job: Job, step: DepartureStep): Named[] {
  const { groups, places, account, given } = job.plan;
  const own = places.filter(({ writtenBy }) => writtenBy === undefined);
  const written = places.filter(({ writtenBy }) => writtenBy === 'team-writer');
  switch (step) {
    case 'inspect':
      return [named(job, 'inspect', given)];
    case 'ungroup':
      return groups.length === 0 ? [] : [named(job, 'ungroup', groups)];
    case 'leave':
      return [
        ...(own.length === 0 ? [] : [named(job, 'leave', own)]),
        ...(written.length === 0 ? [] : [{ ...named(job, 'leave', written), write: () => leaveByWriter(job) }]),
      ];
    case 'deprovision':
      return account === 'keep' ? [] : [named(job, 'deprovision', { account, given: given.account })];
  }
}

function named<S extends DepartureStep>(job: Job, step: S, want: DepartureWants[S]): Named {
  const verb = job.target.offboarding?.verbs[step];
  if (verb === undefined) throw new Error('the way back has no such verb');
  const task: DepartureTask<S> = { ...job.parts, want };
  return {
    name: step,
    look: (how) => verb.check(how === 'at work' ? task : { ...task, readOnly: true }),
    write: async (missing) => {
      await verb.apply(task, missing);
      return true;
    },
  };
}

async function leaveByWriter({ target, person, plan, parts }: Job): Promise<boolean> {
  let changed = false;
  for (const { place } of plan.places) {
    const changes = [{ id: 'one', person, change: { kind: 'leave' } as const }];
    const [outcome] = (await target.writeTeam?.({ team: place, changes }, parts.signal)) ?? [];
    if (outcome === undefined) throw new Error('the target answered nothing for a place that its writer writes');
    if ('code' in outcome) throw new TargetError(outcome.code, outcome.message);
    changed ||= outcome.changed;
  }
  return changed;
}
