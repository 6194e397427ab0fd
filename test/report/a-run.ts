import type { RunReport, StepReport, UserReport } from '../../src/domain/report/report';
import type { UserKind } from '../../src/domain/tenant/user';

const day = (seconds: number): string => new Date(Date.UTC(2026, 0, 31, 8, 0, 0) + seconds * 1_000).toISOString();

export function aStep(from: number, to: number, more: Partial<StepReport> = {}): StepReport {
  const times = { startedAt: day(from), lastAttemptAt: day(from), finishedAt: day(to) };
  return {
    step: 'create',
    summary: 'Create the user',
    status: 'completed',
    attempts: 1,
    changed: true,
    ...times,
    ...more,
  };
}

/** A user that completed in four seconds, unless told otherwise. */
export function aUser(id: string, kind: UserKind = 'secondary', more: Partial<UserReport> = {}): UserReport {
  return {
    key: id,
    id,
    kind,
    record: { email: id, given_name: 'Given', family_name: 'Family' },
    status: 'completed',
    changed: ['create'],
    startedAt: day(0),
    finishedAt: day(4),
    steps: [aStep(0, 1)],
    ...more,
  };
}

/** A user that failed at its first step, with this message. */
export function aFailedUser(id: string, message = 'MAS answered 400', kind: UserKind = 'secondary'): UserReport {
  const failure = { step: 'create', code: 'TARGET_REJECTED', message, attempts: 2 } as const;
  return aUser(id, kind, { status: 'failed', changed: [], failure });
}

export function aRun(users: readonly UserReport[], more: Partial<RunReport> = {}): RunReport {
  const count = (status: UserReport['status']) => users.filter((user) => user.status === status).length;
  const failed = count('failed');
  return {
    tenant: 'acme',
    target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
    workflowId: 'tenant:mas:inst1/ws1:acme',
    direction: 'onboard',
    runId: 'run-1',
    status: failed > 0 ? 'completed-with-failures' : 'completed',
    startedAt: day(0),
    finishedAt: day(65),
    takenAt: day(70),
    counts: {
      total: users.length,
      pending: count('pending'),
      running: count('running'),
      completed: count('completed'),
      failed,
      cancelled: count('cancelled'),
    },
    changed: users.filter(({ changed }) => changed.length > 0).length,
    failedWith: failed > 0 ? [['TARGET_REJECTED', failed]] : [],
    users: { [Symbol.asyncIterator]: () => oneByOne(users) },
    leftovers: [],
    ...more,
  };
}

async function* oneByOne(users: readonly UserReport[]): AsyncGenerator<UserReport> {
  yield* users;
}

export async function reportedUsers({ users }: RunReport): Promise<readonly UserReport[]> {
  const all: UserReport[] = [];
  for await (const user of users) all.push(user);
  return all;
}
