import { overruledPorts, withPorts } from '../../../src/cli/place/in-cluster';
import { TargetsConfig } from '../../../src/targets/registry';

const inst1 = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const given = { coreApi: 8444, manageApi: 8446 };

it('gives ports to the instance that is meant, and to no other', () => {
  const targets = TargetsConfig.parse({ mas: { inst1: {}, inst2: {} } });
  const { mas } = withPorts(targets, inst1, given);
  expect(Object(mas?.['inst1']).ports).toEqual(given);
  expect(Object(mas?.['inst2']).ports).toBeUndefined();
  expect(overruledPorts(targets, inst1, given)).toEqual([]);
});

it('lets the configuration win, and names what it overrules', () => {
  const targets = TargetsConfig.parse({
    mas: { inst1: { coreApi: 'https://mas.example', ports: { manageApi: 9446, adminDashboard: 9445 } } },
  });
  expect(Object(withPorts(targets, inst1, given).mas?.['inst1']).ports).toMatchObject({
    manageApi: 9446,
    adminDashboard: 9445,
  });
  expect(overruledPorts(targets, inst1, given)).toEqual(['coreApi', 'manageApi']);
});

it('leaves a configuration without the instance as it is', () => {
  expect(withPorts({}, inst1, given)).toEqual({});
});
