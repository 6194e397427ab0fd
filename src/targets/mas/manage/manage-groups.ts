import type { HttpAnswer } from '../../../http/request';
import { TargetError } from '../../contract/target';
import { masError, unexpectedStatus } from '../wire/errors';
import { listMembers } from './listing';
import type { KeyUse, ManageAccess } from './manage-access';
import { type GroupMembersBody, ManageGroup, ManageMember, mergeHeaders, queries, routes, sameId } from '../wire/wire';
import type { Call } from '../../connection/service';

/** Security groups of Manage. All throw `TargetError`, MAS_GROUP_NOT_FOUND for a group that does not exist. */
export interface ManageGroups {
  /** The group's internal id; it is remembered. */
  idOf(group: string, use: KeyUse): Promise<string>;
  isMember(group: string, user: string, use: KeyUse): Promise<boolean>;
  /** Adds the user and leaves the other members as they are. */
  add(group: string, user: string, use: KeyUse): Promise<void>;
  /** Takes the user out and leaves the other members as they are: docs/reference/mas.md, "Offboarding". */
  remove(group: string, user: string, use: KeyUse): Promise<void>;
}

interface Membership {
  readonly group: string;
  readonly member: GroupMembersBody['groupuser'][number];
}

const right = "the user of the API key needs the right to change Manage's security groups (mxapigroup)";

export function createManageGroups(access: ManageAccess): ManageGroups {
  const ids = groupIds(access);

  async function isMember(group: string, user: string, use: KeyUse): Promise<boolean> {
    const what = `members of group ${group}`;
    const parts = { group: await ids.idOf(group, use) };
    const query = queries.manageGroupUsers(user);
    const isPage = (answer: HttpAnswer): boolean => {
      ids.mustBeThere(group, what, answer);
      return isPageOf(what)(answer);
    };
    const call = { what, method: 'GET', path: routes.manageGroupUsers, parts, query } as const;
    const members = await listMembers({ ...readBy(access, use), call, isPage }, ManageMember);
    return members.some(({ userid }) => sameId(userid ?? user, user));
  }

  async function merge(what: string, { group, member }: Membership, use: KeyUse): Promise<void> {
    const addressee = {
      parts: { group: await ids.idOf(group, use) },
      query: queries.addToGroup,
      headers: mergeHeaders,
    };
    const body: GroupMembersBody = { groupuser: [member] };
    const answer = await access.write({ what, method: 'POST', path: routes.manageGroup, ...addressee, body }, use);
    ids.mustBeThere(group, what, answer);
    if (answer.status !== 204) throw unexpectedStatus(what, answer, right);
  }

  return {
    idOf: (group, use) => ids.idOf(group, use),
    isMember,
    add: (group, userid, use) => merge(`add to group ${group}`, { group, member: { userid } }, use),
    remove: (group, userid, use) =>
      merge(`remove from group ${group}`, { group, member: { userid, _action: 'Delete' } }, use),
  };
}

function groupIds(access: ManageAccess) {
  const ids = new Map<string, string>();
  return {
    async idOf(group: string, use: KeyUse): Promise<string> {
      const remembered = ids.get(group);
      if (remembered !== undefined) return remembered;
      const what = `find group ${group}`;
      const query = queries.manageGroups(group);
      const call = { what, method: 'GET', path: routes.manageGroups, query } as const;
      const [found] = await listMembers({ ...readBy(access, use), call, isPage: isPageOf(what) }, ManageGroup);
      if (found === undefined) throw new TargetError('MAS_GROUP_NOT_FOUND', `${what}: Manage has no such group`);
      const id = String(found.maxgroupid);
      ids.set(group, id);
      return id;
    },
    /** A remembered group that vanished is looked for again by whoever comes next. */
    mustBeThere(group: string, what: string, answer: HttpAnswer): void {
      if (answer.status !== 404) return;
      ids.delete(group);
      throw masError('MAS_GROUP_NOT_FOUND', { what, answer });
    },
  };
}

function isPageOf(what: string) {
  return (answer: HttpAnswer): boolean => {
    if (answer.status !== 200) throw unexpectedStatus(what, answer, right);
    return true;
  };
}

function readBy(access: ManageAccess, use: KeyUse) {
  return { baseUrl: access.baseUrl, send: (call: Call) => access.read(call, use) };
}
