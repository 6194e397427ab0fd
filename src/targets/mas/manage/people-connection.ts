import type { Rereading } from '../core/reread';
import type { HttpAnswer } from '../../../http/request';
import type { Call } from '../../connection/service';
import { unexpectedStatus } from '../wire/errors';
import { listMembers } from './listing';
import { createManageAccess, type ManageParts } from './manage-access';
import type { ManageApiKeys } from './manage-api-key';
import { createManagePeople, type ManagePeople } from './manage-people';
import { createPeopleDepartures, type PeopleDepartures } from './people-departures';
import { createSharedValue } from '../../connection/shared-value';
import { routes } from '../wire/wire';
import { NamedGroupShown, personQueries } from '../wire/wire-person';

/** Users and groups of a Manage from MAS 9.1 on. */
export interface PeopleConnection {
  readonly people: ManagePeople;
  readonly departures: PeopleDepartures;
  readonly keys: ManageApiKeys;
  /** The names of all security groups, read with the client certificate and remembered for a minute. Throws `TargetError`. */
  allGroups(signal: AbortSignal): Promise<readonly string[]>;
}

const right = "the client certificate needs access to Manage's security groups (mxapigroup)";
const groupsStandMs = 60_000;

export function connectPeople(parts: ManageParts, rereading: Rereading): PeopleConnection {
  const { manage, baseUrl, keys } = parts;
  const { clock } = rereading;
  const access = createManageAccess(parts);
  const groups = createSharedValue(readGroups);

  async function readGroups() {
    const what = 'list all security groups';
    const query = personQueries.allGroups;
    const call = { what, method: 'GET', path: routes.manageGroups, query } as const;
    const isPage = (answer: HttpAnswer): boolean => {
      if (answer.status !== 200) throw unexpectedStatus(what, answer, right);
      return true;
    };
    const send = (page: Call) => manage.send(page);
    const groups = await listMembers({ baseUrl, call, send, isPage }, NamedGroupShown);
    return { names: groups.map(({ groupname }) => groupname), at: clock.now() };
  }

  return {
    people: createManagePeople(access, rereading),
    departures: createPeopleDepartures(access),
    keys,
    async allGroups(signal) {
      const known = groups.peek();
      if (known !== undefined && clock.now() - known.at >= groupsStandMs) groups.drop(known);
      return (await groups.get(signal)).names;
    },
  };
}
