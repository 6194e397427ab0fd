import fc from 'fast-check';
import type { User } from '../../src/domain/tenant/user';
import type { OnboardingSystem } from '../system/onboarding-system';
import { named, outages, refusals, strangeAnswers } from './fault-kinds';
import { fateOf, observeRun, startFaultySystem } from './faulty-run';
import { userCalls } from './user-calls';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const runs = 6;
const seed = 20_261_122;

const passingKinds = [
  ...named(outages, '500', '503', '429', 'reset before the write', 'reset after the write', 'answer cut in half'),
  ...named(strangeAnswers, 'login page', 'wrong shape'),
];
const lastingKinds = named(refusals, '400', '403', '302');

interface Member {
  readonly kind: User['kind'];
  readonly faults: readonly object[];
  /** Whether a fault that never passes is among them. */
  readonly doomed: boolean;
  /** Onboarded by an earlier run. */
  readonly known: boolean;
}

const call = fc.constantFrom(...userCalls);

const passingFault = fc
  .record({ call, kind: fc.constantFrom(...passingKinds), skip: fc.nat(2), times: fc.integer({ min: 1, max: 2 }) })
  .map(({ call: { method, path }, kind: { deed }, skip, times }) => ({ method, path, skip, times, do: deed }));

const lastingFault = fc
  .record({ call, kind: fc.constantFrom(...lastingKinds) })
  .map(({ call: { method, path, skip = 0 }, kind: { deed } }) => ({ method, path, skip, do: deed }));

const Member: fc.Arbitrary<Member> = fc
  .record({
    kind: fc.constantFrom('primary' as const, 'secondary' as const),
    passing: fc.array(passingFault, { maxLength: 4 }),
    lasting: fc.option(lastingFault, { freq: 4, nil: undefined }),
    known: fc.boolean(),
  })
  .map(({ kind, passing, lasting, known }) => ({
    kind,
    known,
    doomed: lasting !== undefined,
    faults: [...passing, ...(lasting === undefined ? [] : [lasting])],
  }));

describe('any tenant under any schedule of faults', () => {
  let system: OnboardingSystem;
  let tenants = 0;

  beforeAll(async () => {
    system = await startFaultySystem();
  });

  afterAll(() => system.stop());

  function usersOfTenant(members: readonly Member[]): User[] {
    tenants += 1;
    return members.map(({ kind }, index) => {
      const key = `t${tenants}-${index}`;
      const email = `${key}@acme.example`;
      return {
        key,
        kind,
        record: { email, given_name: "O'Neill", family_name: 'Éxample', id: `${key}/ä+"x"@acme.example` },
      };
    });
  }

  it('ends with what the contract says, each effect once, and a true report', async () => {
    const tenant = fc.array(Member, { minLength: 2, maxLength: 8 });
    const property = fc.asyncProperty(tenant, async (members) => {
      const users = usersOfTenant(members);
      const known = users.filter((_, index) => members[index]?.known);
      await observeRun(system, { users: known, faults: [] });
      const faults = members.flatMap((member, index) =>
        member.faults.map((fault) => ({ ...fault, user: users[index]?.record.id })),
      );
      const observation = await observeRun(system, { users, faults });
      const fates = users.map((user) => fateOf(observation, user));
      const unjust = fates.filter((fate, index) => fate !== 'completed' && members[index]?.doomed !== true);
      expect(unjust).toEqual([]);
    });
    await fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
  });
});
