import { SimulatorOptions } from '../../simulator/options';

describe('SimulatorOptions', () => {
  it('has a default for everything', () => {
    expect(SimulatorOptions.parse({})).toEqual({
      system: 'mas',
      host: '127.0.0.1',
      port: 9443,
      instance: 'inst1',
      workspace: 'ws1',
      latencyMs: 0,
      syncDelayMs: 0,
      masVersion: '9.0',
      readyDelayMs: 0,
      pageSize: 3,
      paging: 'index',
      filters: true,
      idCharacters: 'any',
      idCase: 'sent',
      apps: ['manage', 'facilities', 'iot'],
      seedUsers: 0,
      seed: 1,
      directory: [],
      realm: 'acme',
      emailAsUsername: false,
      tenant: 'acme',
      section: 'system',
      tokenSeconds: 300,
      realmKeys: { keys: [] },
      realmTraits: [],
      teamTraits: [],
      faults: [],
    });
  });

  it('are the same when they are read again', () => {
    const faults = [{ path: '/v3', do: { delay: '5s' } }, { times: 1, do: { status: 503 } }, { do: { sync: 'ERROR' } }];
    const once = SimulatorOptions.parse({ port: 0, faults });
    expect(SimulatorOptions.parse(once)).toEqual(once);
  });

  it.each(['9.0', '9.0.5', '9.0.x', '8.11', '8.10.3', '9.1', '9.1.x', '9.1.0-pre.8'])(
    'accepts MAS %s',
    (masVersion) => {
      expect(SimulatorOptions.parse({ masVersion })).toMatchObject({ masVersion });
    },
  );

  it.each([
    ['a version that it does not speak', { masVersion: '9.2' }, /up to 9\.1/],
    ['a version that is none', { masVersion: '9.0-stable' }, /up to 9\.1/],
    ['an option that does not exist', { prot: 1 }, /prot/],
    ['a port out of range', { port: 70_000 }, /port/],
    ['an instance that is no host name', { instance: 'Inst_1' }, /instance/],
    ['another system', { system: 'sap' }, /system/],
    ['a fault that is none', { faults: [{ do: { dealy: '5s' } }] }, /must be one of/],
  ])('refuses %s', (_what, input, message) => {
    expect(SimulatorOptions.safeParse(input).error?.message).toMatch(message);
  });
});
