import { GroupMembersBody, mergeHeaders, routes } from '../../src/targets/mas/wire/wire';
import type { Call } from '../server/system';
import { type Handler, manageError, part, withManageBody } from './handler';
import { manageUrl } from './host-names';
import { answerQuery } from './oslc';
import { knownToManage, type World } from './world';

/** Security groups that every Manage has, by id. */
const groupNames: ReadonlyMap<number, string> = new Map([
  [1, 'MAXADMIN'],
  [2, 'MAXDEFLTREG'],
  [3, 'MAXEVERYONE'],
  [4, 'MAXREG'],
  [5, 'USERMANAGEMENT'],
]);

export const allGroupNames: readonly string[] = [...groupNames.values()];

const noSuchGroup = manageError(404, 'The resource does not exist.');

export const findGroups: Handler = (world, call) =>
  answerQuery(
    call,
    world.settings.pageSize,
    [...groupNames].map(([maxgroupid, groupname]) => ({
      href: address(world, maxgroupid),
      attributes: { maxgroupid, groupname },
    })),
  );

export const findMembers: Handler = (world, call) => {
  const group = groupName(call);
  if (group === undefined) return noSuchGroup;
  const members = [...world.users.values()].filter((user) => user.groups.has(group));
  return answerQuery(
    call,
    world.settings.pageSize,
    members.map(({ definition: { id } }) => ({
      href: `${address(world, Number(part(call, 'group')))}/groupuser/${encodeURIComponent(id)}`,
      attributes: { userid: id },
    })),
  );
};

/**
 * Contract: `POST` with `x-method-override: PATCH` and `patchtype: MERGE`. Without them MAS would make or replace instead of
 * merge: refused here, because no client means that. A user whom Manage doesn't know yet can't be added. A member with
 * `_action: "Delete"` is taken out.
 */
export const changeMembers = withManageBody(GroupMembersBody, (world, call, body) => {
  const group = groupName(call);
  if (group === undefined) return noSuchGroup;
  if (!merges(call)) return manageError(400, 'x-method-override: PATCH and patchtype: MERGE are required.');
  const members = body.groupuser;
  const isValid = members.every(({ userid, _action }) =>
    _action === 'Delete' ? world.users.get(userid)?.groups.has(group) === true : knownToManage(world, userid),
  );
  if (members.length === 0 || !isValid) return manageError(400, 'The value for User is not valid.');
  for (const { userid, _action } of members) {
    if (_action === 'Delete') leave(world, userid, group);
    else join(world, userid, group);
  }
  return { status: 204 };
});

function leave(world: World, id: string, group: string): void {
  if (world.users.get(id)?.groups.delete(group) === true) world.changes += 1;
}

function join(world: World, id: string, group: string): void {
  const user = world.users.get(id);
  if (user === undefined || user.groups.has(group)) return;
  user.groups.add(group);
  world.changes += 1;
}

export function merges(call: Call): boolean {
  return Object.entries(mergeHeaders).every(([name, value]) => String(call.headers[name]).toUpperCase() === value);
}

function groupName(call: Call): string | undefined {
  return groupNames.get(Number(part(call, 'group')));
}

function address(world: World, id: number): string {
  return `${manageUrl(world.settings)}${routes.manageGroups}/${id}`;
}
