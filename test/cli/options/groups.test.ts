import type { Definition } from '../../../src/cli/command/define-command';
import { isArgument } from '../../../src/cli/command/parser';
import { commands } from '../../../src/cli/program';

const leaves = (definitions: readonly Definition[], above = ''): readonly (readonly [string, Definition])[] =>
  definitions.flatMap((definition) => {
    const name = `${above}${definition.name}`;
    return definition.commands.length > 0 ? leaves(definition.commands, `${name} `) : [[name, definition] as const];
  });
const byName = new Map(leaves(commands));

const groupsOf = (name: string): readonly string[] => {
  const names = byName.get(name)?.groups.map((group) => group.name) ?? [];
  return [...new Set(names)].filter((group) => group !== 'own').sort();
};
const optionsOf = (name: string): readonly string[] =>
  (byName.get(name)?.groups ?? [])
    .flatMap((group) => Object.values(group.items))
    .filter((item) => !isArgument(item))
    .map(({ written }) => written);

const result = ['follow', 'output', 'report'];
const work = ['config', 'place'];

// What a command reads, does and tells. The remarks say why a group that could be expected is not there.
const table: Readonly<Record<string, readonly string[]>> = {
  run: ['notify', 'run', 'source', 'target', ...result, ...work],
  // It does not wait for the end: no following, no report.
  start: ['notify', 'output', 'run', 'source', 'target', ...work],
  add: ['notify', 'run', 'source', 'tenant', ...result, ...work],
  offboard: ['notify', 'removal', 'run', 'source', 'target', ...result, ...work],
  sync: ['notify', 'removal', 'run', 'source', 'target', ...result, ...work],
  'schedule set': ['notify', 'output', 'removal', 'run', 'source', 'target', ...work],
  retry: ['notify', 'run', 'tenant', ...result, ...work],
  // These change an open run, which tells whom it was started to tell.
  skip: ['tenant', ...result, ...work],
  cancel: ['tenant', ...result, ...work],
  close: ['tenant', ...result, ...work],
  // It looks on: no configuration.
  watch: ['place', 'tenant', ...result],
  // They look at the target from here: no Temporal.
  plan: ['config', 'looking', 'output', 'source', 'target'],
  verify: ['config', 'looking', 'output', 'source', 'target'],
  validate: ['output', 'source', 'target'],
  doctor: ['output', 'source', 'target', ...work],
  // The options are those of another tool.
  'create-initial-users': ['source', 'target', ...work],
  status: ['output', 'tenant', ...work],
  // It is the report, and has formats of its own.
  report: ['place', 'tenant'],
  list: ['output', 'place'],
  pause: ['output', 'tenant', ...work],
  resume: ['output', 'place', 'tenant'],
  'schedule list': ['output', 'place'],
  'schedule pause': ['place', 'tenant'],
  'schedule resume': ['place', 'tenant'],
  'schedule delete': ['place', 'tenant'],
  audit: ['output', 'place'],
  erase: ['output', 'place'],
  setup: ['output', 'place'],
  worker: work,
  explain: ['output'],
  'codec-server': [],
  'simulator mas': [],
  'simulator yuuvis': [],
  'simulator idmgmt': [],
  'simulator keycloak': [],
  'simulator scim': [],
  completion: [],
};

it('has a line for every command', () => {
  expect([...byName.keys()].sort()).toEqual(Object.keys(table).sort());
});

it.each(Object.entries(table))('gives %s the groups of its concerns', (name, groups) => {
  expect(groupsOf(name)).toEqual([...groups].sort());
});

const readers = Object.keys(table).filter((name) => table[name]?.includes('source') && name !== 'create-initial-users');

it.each(readers)('lets %s read users from every source', (name) => {
  const sources = ['--input-format <format>', '--user-type <type>', '--column <field=header>', '--aws-secret <name>'];
  expect(optionsOf(name)).toEqual(expect.arrayContaining(sources));
});

it.each([...byName.keys()])('writes no option of %s twice', (name) => {
  const words = optionsOf(name).flatMap((written) => written.match(/-{1,2}[a-z][\w-]*/g) ?? []);
  expect(words).toEqual([...new Set(words)]);
});
