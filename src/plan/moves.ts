import type { Step } from '../domain/run/plan';
import { userId } from '../domain/tenant/person';
import type { StepFinding, UserFindings } from './findings';
import { canonical, type PlanDocument } from './plan-document';

/** Something that is not as it was when the plan was made; `user` is absent for what concerns all. */
export interface Move {
  readonly what: 'plans' | 'target';
  readonly user?: string;
  readonly step?: Step;
  readonly application?: string;
  readonly role?: string;
  readonly planned: string;
  readonly found: string;
}

/**
 * What moved between a plan and a second look: other things that users get (`plans`:
 * another release, or other applications), other findings (`target`). How far a synchronisation is does not count: it
 * goes on by itself.
 */
export function movesBetween(planned: PlanDocument, found: PlanDocument): Move[] {
  const before = { planned: 'as in the plan', found: 'otherwise' };
  const plans: Move[] = canonical(planned.plans) === canonical(found.plans) ? [] : [{ what: 'plans', ...before }];
  const now = new Map(found.users.map((user) => [userId(user), user]));
  return [...plans, ...planned.users.flatMap((user) => userMoves(user, now.get(userId(user))))];
}

/** A finding in words. */
export function inWords(finding: StepFinding | undefined): string {
  if (finding === undefined) return 'nothing';
  switch (finding.state) {
    case 'done':
      return 'there';
    case 'differs':
      return `there, differs: ${finding.differs.join(', ')}`;
    case 'missing':
      return `missing: ${finding.missing.join(', ')}`;
    case 'unknown':
      return 'unknown';
    case 'refused':
      return `refused (${finding.code})`;
    case 'failed':
      return `not readable (${finding.code})`;
  }
}

function userMoves(planned: UserFindings, found: UserFindings | undefined): Move[] {
  const before = byPlace(planned);
  const now = byPlace(found);
  const user = userId(planned);
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((place) => {
    const [one, other] = [before.get(place), now.get(place)];
    const finding = one ?? other;
    if (finding === undefined || finding.step === 'await' || inWords(one) === inWords(other)) return [];
    const { step, application, role } = finding;
    const at = { step, ...(application === undefined ? {} : { application }), ...(role === undefined ? {} : { role }) };
    return [{ what: 'target' as const, user, ...at, planned: inWords(one), found: inWords(other) }];
  });
}

function byPlace(user: UserFindings | undefined): ReadonlyMap<string, StepFinding> {
  const placed = ({ step, application, role }: StepFinding) => JSON.stringify([step, application, role]);
  return new Map((user?.steps ?? []).map((finding) => [placed(finding), finding]));
}
