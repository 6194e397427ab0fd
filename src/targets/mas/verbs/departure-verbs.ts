import type { DepartureStep } from '../../../domain/run/departure';
import { stoppable } from '../../connection/stopped';
import type { DepartureTask, DepartureVerb, DepartureVerbs } from '../../contract/target';
import type { MasConnection } from '../parts/connection';
import { coreDepartureVerbs } from './core-departure-verbs';
import { isThroughManage } from './departure-plans';
import { personDepartureVerbs } from './person-departure-verbs';

/** The way back for a workspace. A run goes the way that its plan was made for, as masVerbs does. */
export function masDepartureVerbs(mas: MasConnection): DepartureVerbs {
  const core = coreDepartureVerbs(mas);
  const people = personDepartureVerbs(mas.manage);
  return {
    inspect: stoppable(chosen(({ want }) => ('maxuser' in want.account ? people.inspect : core.inspect))),
    ungroup: stoppable(chosen(({ want }) => (isThroughManage(want) ? people.ungroup : core.ungroup))),
    leave: stoppable(core.leave),
    deprovision: stoppable(chosen(({ want }) => ('maxuser' in want.given ? people.deprovision : core.deprovision))),
  };
}

function chosen<S extends DepartureStep>(verbFor: (task: DepartureTask<S>) => DepartureVerb<S>): DepartureVerb<S> {
  return {
    check: (task) => verbFor(task).check(task),
    apply: (task, present) => verbFor(task).apply(task, present),
  };
}
