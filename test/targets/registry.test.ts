import { createTargetDirectory, TargetsConfig } from '../../src/targets/registry';
import type { MasDeps } from '../../src/targets/mas';

const openSecret: MasDeps['openSecret'] = () => Promise.reject(new Error('nothing is opened before a target is used'));
const directory = createTargetDirectory(TargetsConfig.parse({ mas: { inst1: {} } }), openSecret);

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
