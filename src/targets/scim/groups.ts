import type { Clock } from '../../http/clock';
import { createKnownIds, type KnownIds } from '../connection/known-ids';
import { remember } from '../connection/remember';
import { createSharedValue } from '../connection/shared-value';
import type { Service } from '../connection/service';
import { TargetError } from '../contract/target';
import type { Lookup } from './lookup';
import { refusals, refused, scimTypeOf } from './session';
import { requireWritten } from './users';
import { equals, GroupMembers, patchOf, type PatchOperation, routes, urns, Written } from './wire';

/** Groups, by displayName, and who is in them. All throw `TargetError`; when `signal` aborts, its reason. */
export interface ScimGroups {
  /** The group's id; `undefined` when there is none. Throws SCIM_NAME_AMBIGUOUS. */
  find(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** Makes the group, once for all who ask at the same time, and answers its id. */
  create(name: string, signal: AbortSignal): Promise<string>;
  /** Whether the user is in the group; not in one that is gone. */
  has(group: NamedGroup, userId: string, signal: AbortSignal): Promise<boolean>;
  /** Throws SCIM_GROUP_NOT_FOUND when the group is gone. */
  add(group: NamedGroup, userId: string, signal: AbortSignal): Promise<void>;
  /** A group that is gone has nobody. */
  remove(group: NamedGroup, userId: string, signal: AbortSignal): Promise<void>;
}

export interface NamedGroup {
  readonly name: string;
  readonly id: string;
}

interface Members {
  readonly readAt: number;
  readonly ids: Set<string>;
}

/** Members come all at once, so that one reading serves the users who are looked at together. */
const freshMs = 5_000;

export function createScimGroups(service: Service, lookup: Lookup, clock: Clock): ScimGroups {
  const ids: KnownIds = createKnownIds((name, signal) => lookup.find(name, signal), clock);
  const membersOf = remember((id) => createSharedValue(() => readMembers(id)));
  const making = remember((name) => createSharedValue(async () => ({ id: await make(name) })));

  async function readMembers(id: string): Promise<Members> {
    const what = 'read the members of a group';
    const readAt = clock.now();
    const query = { attributes: 'members' };
    const answer = await service.send({ what, method: 'GET', path: routes.group, parts: { id }, query });
    if (answer.status === 404) return { readAt, ids: new Set() };
    if (answer.status !== 200) throw refused(what, answer);
    const { members } = refusals.parseBody(what, answer, GroupMembers);
    return { readAt, ids: new Set(members?.map(({ value }) => value)) };
  }

  async function change(
    group: NamedGroup,
    operation: PatchOperation,
    signal: AbortSignal,
  ): Promise<'changed' | 'gone'> {
    const what = 'change the members of a group';
    const body = patchOf(operation);
    const answer = await service.send(
      { what, method: 'PATCH', path: routes.group, parts: { id: group.id }, body },
      signal,
    );
    // Some say so of a member who has left meanwhile.
    if (operation.op === 'remove' && scimTypeOf(answer) === 'noTarget') return 'changed';
    if (answer.status !== 404) requireWritten(what, answer);
    else ids.drop(group.name, group.id);
    return answer.status === 404 ? 'gone' : 'changed';
  }

  /** Names of groups need not be unique: of those that were made at the same time the oldest stays. */
  async function make(name: string): Promise<string> {
    const what = 'create group';
    const body = { schemas: [urns.group], displayName: name };
    const answer = await service.send({ what, method: 'POST', path: routes.groups, body });
    if (answer.status !== 201 && answer.status !== 409) throw refused(what, answer);
    const made = answer.status === 201 ? refusals.parseBody(what, answer, Written).id : undefined;
    const [oldest = made] = await lookup.allNow(name);
    if (oldest === undefined) throw refusals.error('SCIM_REQUEST_REFUSED', { what, answer });
    if (made !== undefined && made !== oldest) {
      await service.send({ what: 'delete a second group', method: 'DELETE', path: routes.group, parts: { id: made } });
    }
    ids.keep(name, oldest);
    return oldest;
  }

  return {
    find: (name, signal) => ids.get(name, signal),
    async create(name, signal) {
      const shared = making(name);
      const made = await shared.get(signal);
      // Whoever asks after this one found the group missing again.
      shared.drop(made);
      return made.id;
    },
    async has({ id }, userId, signal) {
      const shared = membersOf(id);
      const kept = shared.peek();
      if (kept !== undefined && clock.now() - kept.readAt >= freshMs) shared.drop(kept);
      return (await shared.get(signal)).ids.has(userId);
    },
    async add(group, userId, signal) {
      const value = [{ value: userId }];
      if ((await change(group, { op: 'add', path: 'members', value }, signal)) === 'gone')
        throw groupNotFound(group.name);
      membersOf(group.id).peek()?.ids.add(userId);
    },
    async remove(group, userId, signal) {
      await change(group, { op: 'remove', path: `members[${equals('value', userId)}]` }, signal);
      membersOf(group.id).peek()?.ids.delete(userId);
    },
  };
}

/** Names of groups are configuration. */
export function groupNotFound(name: string): TargetError {
  return new TargetError('SCIM_GROUP_NOT_FOUND', `find group: the system has no group ${name}`);
}
