import { userId } from '../../src/domain/tenant/person';
import type { User } from '../../src/domain/tenant/user';
import { expectNoPersonalData, expectNoSecret } from './canaries';
import { expectedUser, type SimulatedUser } from './expected-user';
import type { Observation } from './faulty-run';

/** What holds after every run, whatever went wrong on the way. */
export function checkInvariants(observation: Observation): void {
  checkReport(observation);
  checkCompleted(observation);
  checkFailed(observation);
  checkBystanders(observation);
  checkEffects(observation);
  checkApiKeys(observation);
  const messages = observation.result.failed.map(({ message }) => message);
  expectNoPersonalData(messages);
  expectNoSecret([JSON.stringify(observation.result)]);
}

const idOf = ({ record }: User) => userId(record);

function usersWho(observation: Observation, fate: 'completed' | 'failed'): User[] {
  const ids = new Set(observation.result[fate].map(userId));
  return observation.users.filter((user) => ids.has(idOf(user)));
}

/** Completed and failed users are the users that were asked for, each once. */
function checkReport({ users, result }: Observation): void {
  const reported = [...result.completed, ...result.failed].map(userId);
  expect(reported.toSorted()).toEqual(users.map(idOf).toSorted());
  expect(result.cancelled).toEqual([]);
  expect(result.status).toBe(result.failed.length === 0 ? 'completed' : 'completed-with-failures');
}

/** Whoever is reported completed is as the contract says. */
function checkCompleted(observation: Observation): void {
  const { before, after } = observation;
  const completed = usersWho(observation, 'completed').map(idOf);
  const found = completed.map((id) => [id, after.users[id]]);
  const wanted = usersWho(observation, 'completed').map((user) => [
    idOf(user),
    expectedUser(user, before.users[idOf(user)]),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
}

/** A failed user has nothing that was not planned, and what was there is as it was. */
function checkFailed(observation: Observation): void {
  const { before, after } = observation;
  for (const user of usersWho(observation, 'failed')) {
    const found = after.users[idOf(user)];
    if (found === undefined) continue;
    const wanted = expectedUser(user, before.users[idOf(user)]);
    expect(wanted).toMatchObject({ record: found.record, workspaces: found.workspaces, roles: found.roles });
    expect(wanted.groups).toEqual(expect.arrayContaining(found.groups));
    expect(found.invitations).toBeLessThanOrEqual(wanted.invitations);
  }
}

/** Whoever is not of the tenant is as before, and nobody else was created. */
function checkBystanders({ users, before, after }: Observation): void {
  const ours = new Set(users.map(idOf));
  const others = (all: Readonly<Record<string, SimulatedUser>>) =>
    Object.fromEntries(Object.entries(all).filter(([id]) => !ours.has(id)));
  expect(others(after.users)).toEqual(others(before.users));
}

/** Every write took effect at most once for a user; only a resynchronisation may be asked for again. */
function checkEffects({ requests }: Observation): void {
  const writes = requests
    .filter(({ effect, method, user }) => effect && method !== 'PATCH' && user !== null)
    .map(({ user, method, path }) => `${user}: ${method} ${path}`);
  expect(writes.filter((write, index) => writes.indexOf(write) !== index)).toEqual([]);
}

/** A key that the run made is gone, one that was there is still there. */
function checkApiKeys({ requests, before, after }: Observation): void {
  const count = (wanted: string) =>
    requests.filter(({ effect, method, path }) => effect && method === wanted && path.includes('mxapiapikey')).length;
  expect(after.apiKeys).toBe(before.apiKeys);
  expect(count('DELETE')).toBe(count('POST'));
}
