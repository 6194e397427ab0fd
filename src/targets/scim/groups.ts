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
  const calls = groupCalls(service);
  const ids: KnownIds = createKnownIds((name, signal) => lookup.find(name, signal), clock);
  const membersOf = remember((id) =>
    createSharedValue(async (): Promise<Members> => ({ readAt: clock.now(), ids: await calls.members(id) })),
  );
  const making = remember((name) => createSharedValue(async () => ({ id: await make(name) })));

  /** Names of groups need not be unique: of those that were made at the same time the oldest stays. */
  async function make(name: string): Promise<string> {
    const made = await calls.create(name);
    const [oldest = made] = await lookup.allNow(name);
    if (oldest === undefined) throw groupNotFound(name);
    if (made !== undefined && made !== oldest) await calls.remove(made);
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
      const operation = { op: 'add', path: 'members', value: [{ value: userId }] } as const;
      if ((await calls.patch(group.id, operation, signal)) === 'gone') {
        ids.drop(group.name, group.id);
        throw groupNotFound(group.name);
      }
      membersOf(group.id).peek()?.ids.add(userId);
    },
    async remove(group, userId, signal) {
      await calls.patch(group.id, { op: 'remove', path: `members[${equals('value', userId)}]` }, signal);
      membersOf(group.id).peek()?.ids.delete(userId);
    },
  };
}

interface GroupCalls {
  /** The id of the new group; undefined when the service has one already (409). */
  create(name: string): Promise<string | undefined>;
  members(id: string): Promise<Set<string>>;
  patch(id: string, operation: PatchOperation, signal: AbortSignal): Promise<'changed' | 'gone'>;
  remove(id: string): Promise<void>;
}

/** The calls themselves, by id. Those that all who ask share are stopped by none of them. */
function groupCalls(service: Service): GroupCalls {
  return {
    async create(name) {
      const what = 'create group';
      const body = { schemas: [urns.group], displayName: name };
      const answer = await service.send({ what, method: 'POST', path: routes.groups, body });
      if (answer.status === 409) return undefined;
      if (answer.status !== 201) throw refused(what, answer);
      return refusals.parseBody(what, answer, Written).id;
    },
    async members(id) {
      const what = 'read the members of a group';
      const query = { attributes: 'members' };
      const answer = await service.send({ what, method: 'GET', path: routes.group, parts: { id }, query });
      if (answer.status === 404) return new Set();
      if (answer.status !== 200) throw refused(what, answer);
      const { members } = refusals.parseBody(what, answer, GroupMembers);
      return new Set(members?.map(({ value }) => value));
    },
    async patch(id, operation, signal) {
      const what = 'change the members of a group';
      const body = patchOf(operation);
      const answer = await service.send({ what, method: 'PATCH', path: routes.group, parts: { id }, body }, signal);
      if (answer.status === 404) return 'gone';
      // Some say so of a member who has left meanwhile.
      if (operation.op !== 'remove' || scimTypeOf(answer) !== 'noTarget') requireWritten(what, answer);
      return 'changed';
    },
    async remove(id) {
      const what = 'delete a second group';
      const answer = await service.send({ what, method: 'DELETE', path: routes.group, parts: { id } });
      if (answer.status !== 204 && answer.status !== 404) throw refused(what, answer);
    },
  };
}

/** Names of groups are configuration. */
export function groupNotFound(name: string): TargetError {
  return new TargetError('SCIM_GROUP_NOT_FOUND', `find group: the system has no group ${name}`);
}
