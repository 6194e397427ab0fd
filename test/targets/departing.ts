import {
  type Departure,
  type DeparturePlan,
  type DepartureStep,
  departureSteps,
  type DepartureWants,
} from '../../src/domain/run/departure';
import type { Person } from '../../src/domain/tenant/person';
import type { UserKind } from '../../src/domain/tenant/user';
import type { DepartureTask, DepartureVerbs, Finding, Target } from '../../src/targets/contract/target';

/** How somebody is offboarded; a primary user who is disabled, unless told otherwise. */
export interface Leaving {
  readonly kind?: UserKind;
  readonly how?: Departure;
  readonly attempt?: number;
}

export interface Departed {
  /** The steps that wrote. */
  readonly changed: readonly DepartureStep[];
  readonly differs: readonly string[];
}

/** A whole way back for one user: prepare, the steps that its plan asks for, and release. */
export async function depart(target: Target, person: Person, leaving: Leaving = {}): Promise<Departed> {
  return await onTheWay(target, leaving, async (verbs, { plan, task }) => {
    const changed: DepartureStep[] = [];
    let differs: readonly string[] = [];
    for (const step of stepsOf(plan)) {
      const finding = await runOn(verbs, step, { plan, person, task, writes: true });
      if (!finding.done) changed.push(step);
      else differs = [...differs, ...(finding.differs ?? [])];
    }
    return { changed, differs };
  });
}

/** What each step would find, without a write. */
export async function look(target: Target, person: Person, leaving: Leaving = {}): Promise<Finding[]> {
  return await onTheWay(target, leaving, async (verbs, { plan, task }) => {
    const findings: Finding[] = [];
    for (const step of stepsOf(plan)) {
      const looking = { plan, person, task: { ...task, readOnly: true as const }, writes: false };
      findings.push(await runOn(verbs, step, looking));
    }
    return findings;
  });
}

type Common = Omit<DepartureTask<DepartureStep>, 'person' | 'want'>;

async function onTheWay<T>(
  target: Target,
  { kind = 'primary', how = 'disable', attempt = 1 }: Leaving,
  go: (verbs: DepartureVerbs, parts: { readonly plan: DeparturePlan; readonly task: Common }) => Promise<T>,
): Promise<T> {
  const { offboarding } = target;
  if (offboarding === undefined) throw new Error('the target has no way back');
  const { signal } = new AbortController();
  const { plans, present } = await offboarding.prepare(how, signal);
  const leases = new Set<string>();
  const task = { signal, attempt, present, reportLease: (name: string) => void leases.add(name) };
  const gone = await go(offboarding.verbs, { plan: plans[kind], task });
  await target.release({ leases: [...leases], present, complete: true }, signal);
  return gone;
}

function stepsOf({ account }: DeparturePlan): readonly DepartureStep[] {
  return departureSteps.filter((step) => step !== 'deprovision' || account !== 'keep');
}

interface Running {
  readonly plan: DeparturePlan;
  readonly person: Person;
  readonly task: Common;
  readonly writes: boolean;
}

async function runOn(verbs: DepartureVerbs, step: DepartureStep, running: Running): Promise<Finding> {
  const { plan } = running;
  const on = async <S extends DepartureStep>(name: S, want: DepartureWants[S]) => {
    const task: DepartureTask<S> = { ...running.task, person: running.person, want };
    const verb = verbOf(verbs, name);
    const finding = await verb.check(task);
    if (!finding.done && running.writes) await verb.apply(task, finding.missing);
    return finding;
  };
  switch (step) {
    case 'inspect':
      return await on('inspect', plan.given);
    case 'ungroup':
      return await on('ungroup', plan.groups);
    case 'leave':
      return await on('leave', plan.places);
    case 'deprovision':
      return await on('deprovision', {
        account: plan.account === 'delete' ? 'delete' : 'disable',
        given: plan.given.account,
      });
  }
}

function verbOf<S extends DepartureStep>(verbs: DepartureVerbs, step: S): DepartureVerbs[S] {
  return verbs[step];
}
