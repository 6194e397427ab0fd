import { WorkflowFailedError } from '@temporalio/client';
import { factsOf, isFailureCode } from '../../src/domain/failures/failures';
import type { FailedUser, TenantResult } from '../../src/domain/run/outcome';
import { personOf, userId } from '../../src/domain/tenant/person';
import type { RunOptions } from '../../src/domain/run/run';
import type { User } from '../../src/domain/tenant/user';
import type { TargetWatches } from '../../src/targets/registry';
import type { SimulatorState } from '../system/control';
import {
  anyInstance,
  directoryFor,
  type OnboardingSystem,
  type Place,
  startOnboardingSystem,
} from '../system/onboarding-system';
import { expectNoPersonalData, expectNoSecret, listenToLogs, plantedPassword, heardLogs } from './canaries';
import { failureTexts, textsOf } from './history-texts';
import { checkInvariants } from './invariants';
import { lastRequest, type LoggedRequest, requestsSince } from './request-log';
import { tenantWorkflowId } from '../../src/domain/run/names';

/** What a run left behind, here and in the target. */
export interface Observation {
  readonly users: readonly User[];
  readonly result: TenantResult;
  readonly before: SimulatorState;
  readonly after: SimulatorState;
  readonly requests: readonly LoggedRequest[];
}

export interface FaultyRun {
  readonly users: readonly User[];
  readonly faults: readonly object[];
  readonly options?: Partial<RunOptions>;
  readonly place?: Place;
}

/** A system with users and a password to watch over. Its workspace has Manage and Facilities. */
export function startFaultySystem(watches: TargetWatches = {}): Promise<OnboardingSystem> {
  listenToLogs();
  return startOnboardingSystem({ apps: ['manage', 'facilities'], seedUsers: 4, password: plantedPassword }, watches);
}

/** Makes users who have an account and nothing else. */
export async function makeAccounts({ simulator, target }: OnboardingSystem, users: readonly User[]): Promise<void> {
  const reached = anyInstance(await directoryFor(simulator))(target);
  const { signal } = new AbortController();
  const { plans, present } = await reached.prepare(signal);
  const task = { signal, present, attempt: 1, reportLease: () => undefined };
  await Promise.all(
    users.map(({ kind, record }) =>
      reached.verbs.create.apply({ ...task, person: personOf(record), want: plans[kind].account }, ['user']),
    ),
  );
}

/** No run here needs longer; a step that is tried for ever shall not hang its test. */
const bounded = { concurrency: 60, stepTimeoutMs: 60_000, syncTimeoutMs: 60_000 };

/** Runs a tenant while the faults last, and checks what must hold after every run. */
export async function observeRun(system: OnboardingSystem, run: FaultyRun): Promise<Observation> {
  const { users, faults, options = {}, place } = run;
  const { control, simulator } = system;
  const before = await control.state();
  const last = await lastRequest(simulator);
  await control.faults(faults);
  const handle = await system.start(users, { ...bounded, ...options }, place);
  const result = await handle.result();
  await control.faults([]);
  const requests = await requestsSince(simulator, last);
  const observation = { users, result, before, after: await control.state(), requests };
  checkInvariants(observation);
  await checkTraces(system, users);
  return observation;
}

/** Runs a tenant whose run fails as a whole; answers the code and how the code is tried again. */
export async function failedRun(system: OnboardingSystem, run: FaultyRun): Promise<string> {
  await system.control.faults(run.faults);
  const before = await system.control.state();
  const handle = await system.start(run.users, run.options ?? {});
  const error: unknown = await handle.result().catch((reason: unknown) => reason);
  await system.control.faults([]);
  expect(await system.control.state()).toEqual(before);
  await checkTraces(system, []);
  const cause = error instanceof WorkflowFailedError ? error.cause : error;
  return cause !== undefined && cause !== null && Object(cause).type;
}

/** Neither the histories of a run nor the worker's log hold what must not be there. */
async function checkTraces(system: OnboardingSystem, users: readonly User[]): Promise<void> {
  const ids = [tenantWorkflowId(system.target, system.tenant), ...users.map(({ key }) => system.childId(key))];
  const histories = await Promise.all(ids.map((id) => system.client.workflow.getHandle(id).fetchHistory()));
  const logs = heardLogs();
  expect(logs).not.toEqual([]);
  expectNoSecret([...histories.flatMap(textsOf), ...logs]);
  expectNoPersonalData([...histories.flatMap(failureTexts), ...logs]);
}

/** What became of a user, in a word: `completed`, or the step and the code. */
export function fateOf({ users: _, result }: Observation, user: User): string {
  const failed = result.failed.find((one) => userId(one) === userId(user.record));
  return failed === undefined ? 'completed' : `${failed.step}: ${failed.code}`;
}

/** The failed users who were tried more or less often than their failure's class allows. */
export function wrongAttempts({ failed }: TenantResult): string[] {
  return failed.filter((user) => !triedRightly(user)).map(({ step, code, attempts }) => `${step} ${code} ${attempts}`);
}

/** Attempts that a starved worker may lose and make again. */
const mayBeLost = 2;

function triedRightly({ code, attempts }: FailedUser): boolean {
  if (!isFailureCode(code)) return false;
  const { retry } = factsOf(code);
  if (retry === 'never') return attempts <= 1 + mayBeLost;
  return retry === 'few' ? attempts >= 5 && attempts <= 5 + mayBeLost : attempts > 1;
}
