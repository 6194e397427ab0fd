import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../system/onboarding-system';
import { tenantWorkflowId } from '../../src/domain/run/names';

const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const groups = ['MAXADMIN', 'MAXDEFLTREG', 'MAXEVERYONE', 'MAXREG', 'USERMANAGEMENT'];

describe('onboardTenant with MAS from 9.1', () => {
  let system: OnboardingSystem;

  beforeEach(async () => {
    system = await startOnboardingSystem({ masVersion: '9.1' });
  });

  afterEach(async () => {
    try {
      for (const id of [tenantWorkflowId(system.target, system.tenant), system.childId('ada'), system.childId('bob')]) {
        await system.replay(id);
      }
    } finally {
      await system.stop();
    }
  });

  it('makes both kinds of user through Manage, and removes the API key it made', async () => {
    const result = await (await system.start([...ada, ...bob])).result();
    expect(result).toMatchObject({ status: 'completed', changed: 2, counts: { total: 2, completed: 2 } });
    const { users, apiKeys } = await system.control.state();
    expect(apiKeys).toBe(0);
    expect(users['ada@acme.example']).toMatchObject({
      record: { maxuser: { isauthorized: 1 } },
      identityProviders: ['local'],
      groups: ['USERMANAGEMENT'],
      groupReassignment: groups,
      invitations: 1,
    });
    expect(users['bob@acme.example']).toMatchObject({
      record: { maxuser: { isauthorized: 0 } },
      groups: [],
      groupReassignment: [],
      invitations: 1,
    });
  });

  it('changes nothing the second time, and removes the API key again', async () => {
    await (await system.start([...ada, ...bob])).result();
    const before = (await system.control.requests()).length;
    expect(await (await system.start([...ada, ...bob])).result()).toMatchObject({ status: 'completed', changed: 0 });
    const wrote = (await system.control.effects(before)).filter(({ path }) => !path.includes('mxapiapikey'));
    expect(wrote).toEqual([]);
    expect((await system.control.state()).apiKeys).toBe(0);
  });

  it('has each effect once although answers are lost', async () => {
    await system.control.faults([
      { method: 'POST', path: '/maximo/api/os/masperuser', times: 2, do: { reset: 'after' } },
      { method: 'POST', path: '/maximo/api/os/mxapiapikey', times: 1, do: { reset: 'after' } },
    ]);
    const result = await (await system.start([...ada, ...bob])).result();
    expect(result).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    const { users, apiKeys } = await system.control.state();
    expect([users['ada@acme.example']?.invitations, users['bob@acme.example']?.invitations, apiKeys]).toEqual([
      1, 1, 0,
    ]);
  });
});
