import { masPlans } from '../../../../src/targets/mas/verbs/plans';
import { readAccount, userDefinition } from '../../../../src/targets/mas/verbs/user-definition';
import { personNamed } from '../rig';
import { failed, type Line, none } from './line';

const account = readAccount(masPlans('masdev', ['manage']).secondary.account);
const wanted = userDefinition(personNamed('user1'), account);

const user = '/v3/users/user1';
const membership = '/workspaces/ws1/users/user1';
const permission = '/workspaces/ws1/applications/manage/users/user1';
const state = '/workspaces/ws1/applications/manage';

/** Users, workspaces, applications and permissions of the core API. */
export const coreLines: readonly Line[] = [
  // Users below 9.1.
  [
    'a user',
    [['GET', user, 200, { id: 'user1', displayName: 'user1' }]],
    (mas) => mas.users.get('user1'),
    { id: 'user1' },
  ],
  ['no user', [['GET', user, 404, { error: 'notfound' }]], (mas) => mas.users.get('user1'), none],
  [
    'a broken MAS',
    [['GET', user, 500, { error: 'internal' }]],
    (mas) => mas.users.get('user1'),
    failed('TARGET_UNAVAILABLE'),
  ],
  ['one who exists', [['GET', user, 200, { id: 'user1' }]], (mas) => mas.users.getOrCreate(wanted), { id: 'user1' }],
  [
    'one who is made',
    [
      ['GET', user, 404],
      ['POST', '/v3/users', 201, { id: 'user1', displayName: 'user1' }],
    ],
    (mas) => mas.users.getOrCreate(wanted),
    { id: 'user1', displayName: 'user1' },
  ],
  [
    'one who cannot be made',
    [
      ['GET', user, 404],
      ['POST', '/v3/users', 500, { error: 'unknown' }],
    ],
    (mas) => mas.users.getOrCreate(wanted),
    failed('TARGET_UNAVAILABLE'),
  ],
  ['an update', [['PUT', user, 200, { id: 'user1' }]], (mas) => mas.users.update(wanted), { id: 'user1' }],
  [
    'an update of nobody',
    [['PUT', user, 404, { error: 'nofound' }]],
    (mas) => mas.users.update(wanted),
    failed('MAS_USER_NOT_FOUND'),
  ],
  [
    'a display name',
    [['PATCH', user, 200, { id: 'user1' }]],
    (mas) => mas.users.updateDisplayName('user1', 'x'),
    { id: 'user1' },
  ],
  [
    'a display name of nobody',
    [['PATCH', user, 404]],
    (mas) => mas.users.updateDisplayName('user1', 'x'),
    failed('MAS_USER_NOT_FOUND'),
  ],
  [
    'a link, whose answer is not kept',
    [['PUT', `${user}/idps/local`, 200, { id: 'user1' }]],
    (mas) => mas.users.linkLocal('user1'),
    none,
  ],
  // Workspaces, applications, permissions.
  [
    'workspaces',
    [['GET', `${user}/workspaces`, 200, [{ id: 'masdev' }]]],
    (mas) => mas.workspaces.ofUser('user1'),
    ['masdev'],
  ],
  [
    'workspaces, of which one has no id',
    [['GET', `${user}/workspaces`, 200, [{ name: 'x' }, { id: 'masdev' }]]],
    (mas) => mas.workspaces.ofUser('user1'),
    ['masdev'],
  ],
  [
    'workspaces of nobody',
    [['GET', `${user}/workspaces`, 404, {}]],
    (mas) => mas.workspaces.ofUser('user1'),
    failed('MAS_USER_NOT_FOUND'),
  ],
  [
    'workspaces that are not told',
    [['GET', `${user}/workspaces`, 500]],
    (mas) => mas.workspaces.ofUser('user1'),
    failed('TARGET_UNAVAILABLE'),
  ],
  ...[{}, [{ id: 'masdev' }]].map(
    (body): Line => [
      `a membership, answered with ${JSON.stringify(body)}`,
      [['PUT', membership, 200, body]],
      (mas) => mas.workspaces.add('user1', { workspace: 'ws1', workspaceAdmin: true }),
      none,
    ],
  ),
  [
    'a membership that cannot be written',
    [['PUT', membership, 500]],
    (mas) => mas.workspaces.add('user1', { workspace: 'ws1', workspaceAdmin: true }),
    failed('TARGET_UNAVAILABLE'),
  ],
  [
    'a permission',
    [['GET', permission, 200, { role: 'USER', userId: 'user1' }]],
    (mas) => mas.applications.permission('manage', 'user1'),
    { role: 'USER' },
  ],
  [
    'no permission',
    [['GET', permission, 404, { error: 'notfound' }]],
    (mas) => mas.applications.permission('manage', 'user1'),
    none,
  ],
  [
    'a permission that is not told',
    [['GET', permission, 500]],
    (mas) => mas.applications.permission('manage', 'user1'),
    failed('TARGET_UNAVAILABLE'),
  ],
  [
    'a role, answered with {}',
    [['PUT', permission, 200, {}]],
    (mas) => mas.applications.setRole({ application: 'manage', id: 'user1', role: 'USER' }),
    none,
  ],
  [
    'applications',
    [['GET', '/workspaces/ws1/applications', 200, [{ id: 'manage' }, { id: 'iot' }]]],
    (mas) => mas.applications.list(),
    ['manage', 'iot'],
  ],
  [
    'applications that are not told',
    [['GET', '/workspaces/ws1/applications', 500]],
    (mas) => mas.applications.list(),
    failed('TARGET_UNAVAILABLE'),
  ],
  ...[
    { id: 'manage' },
    { available: false },
    { available: true },
    { ready: false },
    { ready: true },
    { available: false, ready: false },
    { available: true, ready: false },
    { available: false, ready: true },
    { available: true, ready: true },
  ].map(
    ({ id: _, ...body }: { id?: string; ready?: boolean; available?: boolean }): Line => [
      `the state ${JSON.stringify(body)}, without an id`,
      [['GET', state, 200, body]],
      (mas) => mas.applications.state('manage'),
      body,
    ],
  ),
];
