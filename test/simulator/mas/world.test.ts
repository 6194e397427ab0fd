import { createWorld, startSync, syncState } from '../../../simulator/mas/world';

function worldAt(clock: { now: number }) {
  return createWorld({
    instance: 'inst1',
    workspace: 'ws1',
    masVersion: '9.0',
    apps: ['iot'],
    ...({ readyDelayMs: 0, pageSize: 3, idCharacters: 'any', idCase: 'sent' } as const),
    syncDelayMs: 2_000,
    seed: 1,
    superuser: { username: 'superuser', password: 'password' },
    now: () => clock.now,
  });
}

describe('a synchronisation', () => {
  it('is pending until its delay has passed', () => {
    const clock = { now: 10_000 };
    const world = worldAt(clock);
    const sync = startSync(world, undefined);
    const states = [0, 1_999, 2_000, 1_000_000].map((passed) => {
      clock.now = 10_000 + passed;
      return syncState(world, sync);
    });
    expect(states).toEqual(['PENDING', 'PENDING', 'SUCCESS', 'SUCCESS']);
  });

  it.each([
    ['PENDING' as const, 'PENDING'],
    ['ERROR' as const, 'ERROR'],
    ['MISSING' as const, undefined],
  ])('that a fault made end %s stays so', (forced, state) => {
    const clock = { now: 0 };
    const world = worldAt(clock);
    const sync = startSync(world, forced);
    clock.now = 1_000_000;
    expect(syncState(world, sync)).toBe(state);
  });
});
