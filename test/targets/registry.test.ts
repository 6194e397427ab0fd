import { knownSystems, targetFailures } from '../../src/domain/systems/known-systems';
import { configuredTargets, createTargetDirectory, targetSystems, TargetsConfig } from '../../src/targets/registry';
import type { MasDeps } from '../../src/targets/mas/parts/connection';
import type { TargetDirectory } from '../../src/targets/contract/target';

const openSecret: MasDeps['openSecret'] = () => Promise.reject(new Error('nothing is opened before a target is used'));
let directory: TargetDirectory;
beforeAll(async () => {
  directory = await createTargetDirectory(TargetsConfig.parse({ mas: { inst1: {} } }), openSecret);
});

test('a target that the configuration names is the same one each time', () => {
  const target = directory({ system: 'mas', instance: 'inst1', workspace: 'ws1' });
  expect(directory({ system: 'mas', instance: 'inst1', workspace: 'ws1' })).toBe(target);
  expect(directory({ system: 'mas', instance: 'inst1', workspace: 'ws2' })).not.toBe(target);
});

test.each(['inst2', '__proto__', 'constructor'])(
  'the instance %s, which it does not name, is TARGET_UNKNOWN',
  (instance) => {
    expect(() => directory({ system: 'mas', instance, workspace: 'ws1' })).toThrow(
      expect.objectContaining({
        code: 'TARGET_UNKNOWN',
        message: `the worker configuration has no target mas:${instance}`,
      }),
    );
  },
);

test('no targets at all are a configuration too', () => {
  expect(TargetsConfig.parse({})).toEqual({});
});

test.each([{ sap: {} }, { mas: { INST: {} } }, { mas: { inst1: { nonsense: 1 } } }])('%j is refused', (config) => {
  expect(TargetsConfig.safeParse(config).success).toBe(false);
});

const yuuvis = {
  ...{ api: 'https://yuuvis.example', keycloak: 'https://keycloak.example', realm: 'acme', section: 'system' },
  client: { id: 'onboarding', secret: { env: 'SECRET' } },
};

test('every configured target of every system is known by its instance', () => {
  const config = TargetsConfig.parse({ mas: { inst1: {}, inst2: {} }, yuuvis: { inst1: yuuvis } });
  expect(configuredTargets(config)).toEqual([
    { system: 'mas', instance: 'inst1' },
    { system: 'mas', instance: 'inst2' },
    { system: 'yuuvis', instance: 'inst1' },
  ]);
});

test('the same instance name in another system is another target', async () => {
  const one = await createTargetDirectory(TargetsConfig.parse({ yuuvis: { inst1: yuuvis } }), openSecret);
  expect(one({ system: 'yuuvis', instance: 'inst1', tenant: 'acme' })).toBeDefined();
  expect(() => one({ system: 'mas', instance: 'inst1', workspace: 'ws1' })).toThrow('no target mas:inst1');
  expect(() => one({ system: 'idmgmt', instance: 'inst1' })).toThrow('no target idmgmt:inst1');
  expect(() => directory({ system: 'yuuvis', instance: 'inst1' })).toThrow('no target yuuvis:inst1');
});

test('the facts that everybody reads are those of the registered targets (npm run facts writes them)', () => {
  const facts = targetSystems.map(({ facts: { name, failures, ...others } }) => ({ name, failures, others }));
  expect(Object.entries(knownSystems)).toEqual(facts.map(({ name, others }) => [name, others]));
  expect(targetFailures).toEqual(Object.assign({}, ...facts.map(({ failures }) => failures)));
});

test("a reference that breaks its system's rules is TARGET_UNKNOWN, and what it says is not repeated", () => {
  const nowhere = { system: 'mas', instance: 'inst1', workspace: 'Ada@acme.example' } as const;
  expect(() => directory(nowhere)).toThrow('this is no reference to a target of mas: workspace');
});
