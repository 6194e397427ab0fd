import { personDefinition } from '../../../../src/targets/mas/verbs/person-definition';
import { readManageAccount } from '../../../../src/targets/mas/verbs/person-verbs';
import { managePlans } from '../../../../src/targets/mas/verbs/plans';
import { personNamed } from '../rig';
import { failed, type Line, none } from './line';

const use = { signal: undefined };
const person = personDefinition(personNamed('user1'), readManageAccount(managePlans().secondary.account));

const keys = '/maximo/api/os/mxapiapikey';
const groups = '/maximo/api/os/mxapigroup';
const members = '/maximo/api/os/mxapigroup/39231234/groupuser';
const people = '/maximo/api/os/masperuser';

const href = 'https://manage.example/maximo/api/os/mxapikey/theapikeyid';
const found = { member: [{ maxgroupid: '39231234' }] };
const shownPerson = { href: 'api/os/masperuser/user1_resource_id', personid: 'user1', displayname: 'user1' };

/** API keys, groups, and the users from 9.1. */
export const manageLines: readonly Line[] = [
  // API keys.
  [
    'a key, wherever it is',
    [['GET', keys, 200, { member: [{ userid: 'MAXADMIN', apikey: 'k', href }] }]],
    (mas) => mas.keys.list(),
    [{ id: 'theapikeyid' }],
  ],
  [
    'a key that shows no value',
    [['GET', keys, 200, { member: [{ userid: 'MAXADMIN', href }] }]],
    (mas) => mas.keys.list(),
    [{ id: 'theapikeyid' }],
  ],
  ['no key', [['GET', keys, 200, { member: [] }]], (mas) => mas.keys.list(), []],
  ['keys that are not told', [['GET', keys, 500, 'boom']], (mas) => mas.keys.list(), failed('TARGET_UNAVAILABLE')],
  [
    'a key that exists already',
    [
      ['POST', keys, 400, { Error: { reasonCode: 'BMXAA10051E' } }],
      ['GET', keys, 200, { member: [{ userid: 'maxadmin', apikey: 'k', href }] }],
    ],
    (mas) => mas.keys.createOrGet(),
    { id: 'theapikeyid', origin: 'found' },
  ],
  [
    'a key that cannot be made',
    [
      ['GET', keys, 200, {}],
      ['POST', keys, 400, 'boom'],
    ],
    (mas) => mas.keys.createOrGet(),
    failed('TARGET_REJECTED'),
  ],
  ...[204, 404].map(
    (status): Line => [
      'a key that is gone',
      [['DELETE', `${keys}/theapikeyid`, status]],
      (mas) => mas.keys.remove({ id: 'theapikeyid' }),
      none,
    ],
  ),
  [
    'a key that stays',
    [['DELETE', `${keys}/theapikeyid`, 500, 'boom']],
    (mas) => mas.keys.remove({ id: 'theapikeyid' }),
    failed('TARGET_UNAVAILABLE'),
  ],
  // Groups. The client refuses an address that is not a key's; ours takes what follows the last slash.
  [
    'a key at an odd address',
    [['GET', keys, 200, { member: [{ apikey: 'k', href: 'notgood/theapikeyid' }] }]],
    (mas) => mas.keys.list(),
    [{ id: 'theapikeyid' }],
  ],
  ['a group', [['GET', groups, 200, found]], (mas) => mas.groups.idOf('thegroup', use), '39231234'],
  [
    'a group that is not told',
    [['GET', groups, 500, 'boom']],
    (mas) => mas.groups.idOf('thegroup', use),
    failed('TARGET_UNAVAILABLE'),
  ],
  ...[{ member: [{}] }, { member: [] }, {}].map(
    (body): Line => [
      `no group: ${JSON.stringify(body)}`,
      [['GET', groups, 200, body]],
      (mas) => mas.groups.idOf('thegroup', use),
      failed('MAS_GROUP_NOT_FOUND'),
    ],
  ),
  // A member is shown without a word about who it is: the query asked for one user.
  [
    'a member',
    [
      ['GET', members, 200, { member: [{}] }],
      ['GET', groups, 200, found],
    ],
    (mas) => mas.groups.isMember('thegroup', 'user1', use),
    true,
  ],
  [
    'no member',
    [
      ['GET', members, 200, { member: [] }],
      ['GET', groups, 200, found],
    ],
    (mas) => mas.groups.isMember('thegroup', 'user1', use),
    false,
  ],
  [
    'members that are not told',
    [
      ['GET', members, 500, 'boom'],
      ['GET', groups, 200, found],
    ],
    (mas) => mas.groups.isMember('thegroup', 'user1', use),
    failed('TARGET_UNAVAILABLE'),
  ],
  [
    'a new member',
    [
      ['POST', `${groups}/39231234`, 204],
      ['GET', groups, 200, found],
    ],
    (mas) => mas.groups.add('thegroup', 'user1', use),
    none,
  ],
  [
    'a new member who is refused',
    [
      ['POST', `${groups}/39231234`, 500, 'boom'],
      ['GET', groups, 200, found],
    ],
    (mas) => mas.groups.add('thegroup', 'user1', use),
    failed('TARGET_UNAVAILABLE'),
  ],
  // Users from 9.1.
  [
    'a person',
    [['GET', people, 200, { member: [shownPerson] }]],
    (mas) => mas.people.get('user1', use),
    { resource: 'user1_resource_id', displayName: 'user1' },
  ],
  ['nobody: 404', [['GET', people, 404, { error: 'notfound' }]], (mas) => mas.people.get('user1', use), none],
  [
    'a broken Manage',
    [['GET', people, 500, { error: 'internal' }]],
    (mas) => mas.people.get('user1', use),
    failed('TARGET_UNAVAILABLE'),
  ],
  [
    'a person who cannot be made',
    [['POST', people, 500]],
    (mas) => mas.people.create(person, use),
    failed('TARGET_UNAVAILABLE'),
  ],
  // The client believes a 201 that names nobody; ours looks for the user.
  [
    'a 201 that names nobody',
    [
      ['POST', people, 201, { id: 'user1' }],
      ['GET', people, 200, { member: [shownPerson] }],
    ],
    (mas) => mas.people.create(person, use),
    none,
  ],
  ...[200, 204].map(
    (status): Line => [
      `a link through Manage (${status})`,
      [['POST', `${people}/r`, status, status === 200 ? { id: 'user1' } : undefined]],
      (mas) => mas.people.linkLocal('user1', 'r', use),
      none,
    ],
  ),
];
