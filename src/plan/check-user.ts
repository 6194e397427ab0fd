import { factsOf } from '../domain/failures/failures';
import type { Person } from '../domain/tenant/person';
import { grantInWords, type Plan, type Step, type Wants } from '../domain/run/plan';
import { type Finding, NotReadable, TargetError, type Task, type Verb, type Verbs } from '../targets/contract/target';
import type { StepFinding } from './findings';
import type { Patience, ReadAttempt } from './patience';

/** A user, what it is to get, and the leases that were there before. */
export interface Subject {
  readonly person: Person;
  readonly plan: Plan;
  readonly present: readonly string[];
  /** Has the target itself check a user who does not exist yet; absent where it is not to be asked. */
  readonly ask?: (person: Person, account: Plan['account'], signal: AbortSignal) => Promise<unknown>;
}

interface At {
  readonly step: Step;
  readonly application?: string;
  readonly role?: string;
}

/** One thing to look at. `whole`: what is missing when the user does not exist at all. */
interface Look {
  readonly at: At;
  readonly whole: readonly string[];
  readonly check: (at: ReadAttempt) => Promise<Finding>;
}

/**
 * The checks of a user's steps, in the order of the process, without any write. What depends on a user who does not exist is
 * missing unread; after one that cannot be read nothing is looked at. Throws the patience's abort reason.
 */
export async function checkUser(verbs: Verbs, subject: Subject, patience: Patience): Promise<StepFinding[]> {
  const created = await lookAt(creation(verbs, subject), patience);
  const later = laterLooks(verbs, subject);
  switch (created.state) {
    case 'failed':
    case 'refused':
      return [created];
    case 'missing':
      return [
        await asked(created, subject, patience),
        ...later.map(({ at, whole }): StepFinding => ({ ...at, state: 'missing', missing: [...whole] })),
      ];
    case 'unknown':
      return [created, ...later.map(({ at }): StepFinding => ({ ...at, state: 'unknown', why: created.why }))];
    case 'done':
    case 'differs': {
      const found: StepFinding[] = [created];
      for (const look of later) found.push(await lookAt(look, patience));
      return found;
    }
  }
}

/** The same finding, unless the target refuses such a user. */
async function asked(created: StepFinding, { ask, person, plan }: Subject, patience: Patience): Promise<StepFinding> {
  if (ask === undefined) return created;
  const { step } = created;
  try {
    await patience.read(({ signal }) => ask(person, plan.account, signal));
    return created;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { code, message } = error;
    const state = factsOf(code).retry === 'never' ? 'refused' : 'failed';
    return { step, state, code, message };
  }
}

function creation(verbs: Verbs, subject: Subject): Look {
  const check = checkOf(verbs.create, subject, subject.plan.account);
  return { at: { step: 'create' }, whole: ['user'], check };
}

/** What a plan leaves empty is skipped, as in a run. */
function laterLooks(verbs: Verbs, subject: Subject): Look[] {
  const { identityProviders, memberships, roles, synchronise, groups } = subject.plan;
  const looks: Look[] = [
    {
      at: { step: 'link' },
      whole: identityProviders,
      check: checkOf(verbs.link, subject, identityProviders),
    },
    {
      at: { step: 'join' },
      whole: memberships.map(({ place }) => place),
      check: checkOf(verbs.join, subject, memberships),
    },
    ...roles.map((want) => ({
      at: { step: 'grant', ...want } as const,
      whole: [grantInWords(want)],
      check: checkOf(verbs.grant, subject, want),
    })),
    { at: { step: 'await' }, whole: synchronise, check: checkOf(verbs.await, subject, synchronise) },
    { at: { step: 'group' }, whole: groups, check: checkOf(verbs.group, subject, groups) },
  ];
  return looks.filter(({ whole }) => whole.length > 0);
}

function checkOf<S extends Step>(verb: Verb<S>, { person, present }: Subject, want: Wants[S]): Look['check'] {
  return ({ signal, attempt }) => {
    const task: Task<S> = { person, want, signal, attempt, present, reportLease: () => undefined, readOnly: true };
    return verb.check(task);
  };
}

async function lookAt({ at, check }: Look, patience: Patience): Promise<StepFinding> {
  try {
    return told(at, await patience.read(check));
  } catch (error) {
    if (error instanceof NotReadable) return { ...at, state: 'unknown', why: error.message };
    if (!(error instanceof TargetError)) throw error;
    return { ...at, state: 'failed', code: error.code, message: error.message };
  }
}

function told(at: At, finding: Finding): StepFinding {
  if (!finding.done) return { ...at, state: 'missing', missing: [...finding.missing] };
  const { differs = [] } = finding;
  return differs.length === 0 ? { ...at, state: 'done' } : { ...at, state: 'differs', differs: [...differs] };
}
