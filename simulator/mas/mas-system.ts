import { createHash } from 'node:crypto';
import { isFrom91, localProviderId } from '../../src/targets/mas/wire/wire-person';
import { allGroupNames } from './groups';
import { createWorld, type MasPerson, type MasSettings, type MasUser, newPerson, newUser, type World } from './world';
import type { SimulatedSystem } from '../server/system';
import { masRoutes } from './routes';

const givenNames = [
  'Ada',
  'Alan',
  'Barbara',
  'Claude',
  'Edsger',
  'Frances',
  'Grace',
  'Ken',
  'Margaret',
  'Radia',
] as const;
const familyNames = ['Allen', 'Berg', 'Carter', 'Diaz', 'Evans', 'Fischer', 'Grant', 'Hansen', 'Ito', 'Jones'] as const;

/**
 * Puts `count` users into the world who are complete and synchronised, every other one primary. Each has a secondary
 * address too, `alias.{n}@seed.example`, with which a create meets the second meaning of 409.
 */
function plantUsers(world: World, count: number): void {
  const plant = isFrom91(world.settings.masVersion) ? plantPerson : plantUser;
  for (let n = 1; n <= count; n += 1) plant(world, n);
}

function plantPerson(world: World, n: number): void {
  const primary = n % 2 === 1;
  const [givenName, familyName] = nameOf(world.settings.seed, n);
  const id = idOf(givenName, familyName, n);
  const groups = primary ? { groupuser: [{ groupname: 'USERMANAGEMENT' }] } : {};
  const person = newPerson({
    personid: id,
    primaryemailtype: 'Work',
    primaryemail: id,
    primaryphone: '',
    addressline1: '',
    displayName: `${givenName} ${familyName}`,
    maxuser: {
      userid: id,
      personid: id,
      loginid: id,
      owner: 'local',
      systemadmin: false,
      status: 'ACTIVE',
      apikeyadmin: primary,
      idpadmin: primary,
      isauthorized: primary ? 1 : 0,
      ...groups,
    },
  });
  person.identityProviders.add(localProviderId);
  if (primary) for (const group of allGroupNames) person.groupReassignment.add(group);
  world.people.set(id, person);
}

function idOf(givenName: string, familyName: string, n: number): string {
  return `${givenName}.${familyName}.${n}@seed.example`.toLowerCase();
}

function plantUser(world: World, n: number): void {
  const primary = n % 2 === 1;
  const [givenName, familyName] = nameOf(world.settings.seed, n);
  const id = idOf(givenName, familyName, n);
  const user = newUser({
    id,
    status: { active: true },
    username: id,
    owner: 'local',
    emails: [
      { value: id, type: 'Work', primary: true },
      { value: `alias.${n}@seed.example`, type: 'Work', primary: false },
    ],
    phoneNumbers: [],
    addresses: [],
    displayName: `${givenName} ${familyName}`,
    issuer: 'local',
    permissions: { systemAdmin: false, userAdmin: primary, apikeyAdmin: false },
    entitlement: {
      application: primary ? 'PREMIUM' : 'BASE',
      admin: primary ? 'ADMIN_BASE' : 'NONE',
      alwaysReserveLicense: true,
    },
    givenName,
    familyName,
  });
  user.identityProviders.add('local');
  user.workspaces.set(world.settings.workspace, { workspaceAdmin: primary });
  for (const application of world.settings.apps) {
    const role = roleIn(application, primary ? 'primary' : 'secondary');
    user.roles.set(application, { role, sync: { startedAt: Number.NEGATIVE_INFINITY, forced: undefined } });
  }
  if (primary && world.settings.apps.includes('manage')) user.groups.add('MAXADMIN');
  world.users.set(id, user);
}

function nameOf(seed: number, n: number): readonly [string, string] {
  const digest = createHash('sha256').update(`${seed} ${n}`).digest();
  const pick = (names: readonly string[], at: number) => names[digest.readUInt8(at) % names.length] ?? '';
  return [pick(givenNames, 0), pick(familyNames, 1)];
}

/** Contract, "What each user type gets". */
function roleIn(application: string, kind: 'primary' | 'secondary'): string {
  if (application === 'manage') return 'MANAGEUSER';
  if (application === 'facilities') return kind === 'primary' ? 'PREMIUM' : 'BASE';
  return kind === 'primary' ? 'ADMIN' : 'USER';
}

/** A MAS, below or from 9.1 as its version says, with `seedUsers` users who were there before. */
export function createMasSystem(settings: MasSettings, seedUsers: number): SimulatedSystem {
  const world = createWorld(settings);
  plantUsers(world, seedUsers);
  return {
    routes: masRoutes(world),
    changes: () => world.changes,
    snapshot: () => snapshot(world),
    expireTokens: () => world.tokens.clear(),
    reset: () => {
      empty(world);
      plantUsers(world, seedUsers);
    },
  };
}

function empty(world: World): void {
  world.users.clear();
  world.people.clear();
  world.apiKeys.clear();
  world.tokens.clear();
  world.burnt.clear();
  world.startedAt = world.settings.now();
  world.logins = 0;
  world.peopleMade = 0;
  world.keysMade = 0;
}

/** Design, section 7: the shape of `GET /__simulator/state`. */
function snapshot(world: World) {
  const users = [...world.users].map(([id, user]): [string, object] => [id, shown(user)]);
  const people = [...world.people].map(([id, person]): [string, object] => [id, personShown(person)]);
  return { users: Object.fromEntries([...users, ...people]), apiKeys: world.apiKeys.size };
}

/** Workspaces and roles stay empty from 9.1: Manage gives them by itself, and no call of the contract shows them. */
function personShown(person: MasPerson) {
  const { definition, status } = person;
  const { maxuser } = definition;
  return {
    record: maxuser === undefined ? definition : { ...definition, maxuser: { ...maxuser, status } },
    identityProviders: [...person.identityProviders],
    workspaces: {},
    roles: {},
    groups: [...person.groups],
    groupReassignment: [...person.groupReassignment],
    invitations: person.invitations,
  };
}

function shown(user: MasUser) {
  return {
    record: user.definition,
    identityProviders: [...user.identityProviders],
    workspaces: Object.fromEntries(user.workspaces),
    roles: Object.fromEntries([...user.roles].map(([application, held]) => [application, held.role])),
    groups: [...user.groups],
    invitations: user.invitations,
  };
}
