import {
  localProviderId,
  type PersonMerge,
  PersonMerge as PersonMergeBody,
  personRoutes,
} from '../../src/targets/mas/wire/wire-person';
import type { Answer, Call } from '../server/system';
import { type Handler, manageError, part, withManageBody } from './handler';
import { PersonDefinition } from './bodies';
import { allGroupNames, merges } from './groups';
import { manageUrl } from './host-names';
import { type Condition, pageOf, parseSelect, parseWhere, project } from './oslc';
import { knownToManage, type MasPerson, type MasUser, newPerson, takesId, type World } from './world';

/** `GET masperuser`: by `user.userid`, which finds users only, or by `personid`. Without a select Manage shows addresses only. */
export const findPeople: Handler = (world, call) => {
  const where = call.query['oslc.where'];
  const condition = where === undefined ? undefined : parseWhere(where);
  if (where !== undefined && condition === undefined) return manageError(400, 'oslc.where can not be read.');
  const select = parseSelect(call.query['oslc.select'] ?? '');
  const found = peopleOf(world).filter((person) => matches(person, condition));
  const members = found.map((person) => ({ href: address(world, person), ...project(attributes(person), select) }));
  return pageOf(call, world.settings.pageSize, members);
};

/**
 * Manage has the people that MAS synchronises into it, also below 9.1 (IBM's "User processing by the integration
 * framework"): that it answers tells nothing of the version.
 */
function peopleOf(world: World): MasPerson[] {
  const synchronised = [...world.users.values()].filter(({ definition: { id } }) => knownToManage(world, id));
  return [...world.people.values(), ...synchronised.map(personOf)];
}

function personOf({ definition: { id, emails, displayName } }: MasUser): MasPerson {
  const primaryemail = emails.find(({ primary }) => primary)?.value ?? '';
  const address = { primaryemailtype: 'Work', primaryphone: '', addressline1: '' } as const;
  return newPerson({ personid: id, primaryemail, displayName, ...address });
}

function matches({ definition }: MasPerson, condition: Condition | undefined): boolean {
  if (condition === undefined) return true;
  if (condition.field === 'personid') return definition.personid === condition.value;
  return condition.field === 'user.userid' && definition.maxuser?.userid === condition.value;
}

/** Contract: 201, often with an empty body. Here every second answer is empty, so that both ways are met. */
export const createPerson = withManageBody(PersonDefinition, (world, _call, sent) => {
  if (!takesId(world, sent.personid)) return manageError(400, 'The id holds a special character.');
  const body = world.settings.idCase === 'upper' ? inUpperCase(sent) : sent;
  if (world.people.has(body.personid)) return manageError(400, 'The person exists already.');
  const unknown = (body.maxuser?.groupuser ?? []).some(({ groupname }) => !allGroupNames.includes(groupname));
  if (unknown) return manageError(400, 'The value for Group is not valid.');
  const person = newPerson(body);
  world.people.set(body.personid, person);
  world.peopleMade += 1;
  world.changes += 1;
  if (world.peopleMade % 2 === 1) return { status: 201 };
  return { status: 201, body: { member: [{ href: address(world, person) }] } };
});

function inUpperCase(person: PersonDefinition): PersonDefinition {
  const personid = person.personid.toUpperCase();
  if (person.maxuser === undefined) return { ...person, personid };
  return { ...person, personid, maxuser: { ...person.maxuser, personid, userid: person.maxuser.userid.toUpperCase() } };
}

/** IBM's "Maximo REST API Guide", "Delete resources": 200. The user goes with the person. */
export const deletePerson: Handler = (world, call) => {
  if (!world.people.delete(personOfResource(call) ?? '')) return manageError(404, 'The resource does not exist.');
  world.changes += 1;
  return { status: 200 };
};

/**
 * Contract: link and group reassignment, `POST` with the headers of a merge. What is there already changes nothing; a group
 * with `_action: "Delete"` is taken away; `status` activates and deactivates.
 */
export const mergePerson = withManageBody(PersonMergeBody, (world, call, body): Answer => {
  const person = world.people.get(personOfResource(call) ?? '');
  if (person === undefined) return manageError(404, 'The resource does not exist.');
  if (!merges(call)) return manageError(400, 'x-method-override: PATCH and patchtype: MERGE are required.');
  const refusal = refusalOf(person, body);
  if (refusal !== undefined) return refusal;
  change(world, person, body);
  return { status: 204 };
});

function change(world: World, person: MasPerson, { maxuser }: PersonMerge): void {
  const { masuseridp = [], groupuser = [], grpreassignauth = [], status } = maxuser;
  for (const { emailpassword } of masuseridp) link(world, person, emailpassword);
  for (const group of groupuser) changeGroups(world, person.groups, group);
  for (const group of grpreassignauth) changeGroups(world, person.groupReassignment, group);
  if (status !== undefined) setStatus(world, person, status);
}

function refusalOf({ definition }: MasPerson, { maxuser }: PersonMerge): Answer | undefined {
  if (definition.maxuser?.userid !== maxuser.userid) return manageError(400, 'The value for User is not valid.');
  const named = [...(maxuser.groupuser ?? []), ...(maxuser.grpreassignauth ?? [])];
  const known = named.every(({ groupname }) => allGroupNames.includes(groupname));
  return known ? undefined : manageError(400, 'The value for Group is not valid.');
}

/** Linking again invites again, as below 9.1. */
function link(world: World, person: MasPerson, emailpassword: boolean): void {
  person.identityProviders.add(localProviderId);
  if (emailpassword) person.invitations += 1;
  world.changes += 1;
}

interface GroupChange {
  readonly groupname: string;
  readonly _action?: 'Delete' | undefined;
}

function changeGroups(world: World, groups: Set<string>, { groupname, _action }: GroupChange): void {
  const isIn = groups.has(groupname);
  if (_action === 'Delete' ? !isIn : isIn) return;
  if (_action === 'Delete') groups.delete(groupname);
  else groups.add(groupname);
  world.changes += 1;
}

function setStatus(world: World, person: MasPerson, status: MasPerson['status']): void {
  if (person.status === status) return;
  person.status = status;
  world.changes += 1;
}

/** What a select can name. Lists that are empty are left out, as Manage does. */
function attributes({ definition, status, identityProviders, groups, groupReassignment }: MasPerson) {
  const { personid, primaryemail, displayName, maxuser } = definition;
  const person = { personid, primaryemail, displayname: displayName };
  if (maxuser === undefined) return person;
  const { userid } = maxuser;
  const lists = {
    groupuser: [...groups].map((groupname) => ({ groupname })),
    masuseridp: [...identityProviders].map((idpid) => ({ idpid, idploginid: userid, enabled: true })),
    grpreassignauth: [...groupReassignment].map((groupname) => ({ groupname })),
  };
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
  return { ...person, maxuser: { userid, status, ...Object.fromEntries(filled) } };
}

function address(world: World, { definition }: MasPerson): string {
  return `${manageUrl(world.settings)}${personRoutes.people}/_${Buffer.from(definition.personid).toString('base64url')}`;
}

/** The person id in a resource's address. */
export function personOfResource(call: Call): string | undefined {
  const resource = part(call, 'resource');
  return resource.startsWith('_') ? Buffer.from(resource.slice(1), 'base64url').toString() : undefined;
}
