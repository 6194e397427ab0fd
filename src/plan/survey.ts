import { personOf } from '../domain/tenant/person';
import type { Plans } from '../domain/run/plan';
import type { TenantUsers } from '../domain/tenant/tenant';
import { type UserKind, type UserRecord, userKinds } from '../domain/tenant/user';
import type { Target } from '../targets/contract/target';
import { checkUser, type Subject } from './check-user';
import { type UserFindings, verdictOf } from './findings';
import type { Patience } from './patience';
import { sideBySide } from './side-by-side';

export interface SurveyOptions {
  readonly patience: Patience;
  /** Users looked at at once. */
  readonly concurrency: number;
  /** Called after each user. */
  readonly onUser: () => void;
  /** Whether the target itself is asked about users whom a run would create. */
  readonly ask?: 'target' | undefined;
  /** Called when it was to be asked, and cannot be. */
  readonly onUnasked?: () => void;
}

/** What each kind of user is to get, and what was found of each user: primary users first, in the order of the file. */
export interface Survey {
  readonly plans: Plans;
  readonly users: readonly UserFindings[];
}

/** Looks at every user of a tenant and writes nothing. Throws the `TargetError` of a target that is not ready. */
export async function surveyTarget(target: Target, lists: TenantUsers, options: SurveyOptions): Promise<Survey> {
  const { patience, concurrency, onUser } = options;
  const { plans, present } = await patience.read(({ signal }) => target.prepare(signal));
  const users = userKinds.flatMap((kind) => lists[kind].map((record) => ({ kind, record })));
  const asking = options.ask === 'target' ? askOf(target, options) : {};
  const found = await sideBySide(users, concurrency, async ({ kind, record }) => {
    const subject = { person: personOf(record), plan: plans[kind], present, ...asking };
    const user = userFindings({ kind, record }, await checkUser(target.verbs, subject, patience));
    onUser();
    return user;
  });
  return { plans, users: found };
}

function askOf(target: Target, { onUnasked = () => undefined }: SurveyOptions): Pick<Subject, 'ask'> {
  if (target.ask !== undefined) {
    return {
      ask: async (person, account, signal) => {
        if ((await target.ask?.(person, account, signal)) === 'unasked') onUnasked();
      },
    };
  }
  onUnasked();
  return {};
}

function userFindings(
  { kind, record }: { kind: UserKind; record: UserRecord },
  steps: UserFindings['steps'],
): UserFindings {
  return { ...record, type: kind, verdict: verdictOf(steps), steps };
}
