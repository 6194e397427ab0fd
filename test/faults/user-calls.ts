import type { FailureCode } from '../../src/domain/failures/failures';
import type { Step } from '../../src/domain/run/plan';
import type { User } from '../../src/domain/tenant/user';
import type { FaultKind } from './fault-kinds';
import { sampled } from './sampling';

/** One call of a user's process, as a fault finds it: contract "MAS", section "Calls". */
export interface UserCall {
  readonly name: string;
  readonly step: Step;
  readonly method: string;
  readonly path: string;
  /** Made only for a user whose account was there before the run: one whom the run has just made is not asked for what it cannot have. */
  readonly already?: true;
  /** Earlier calls of the process that look the same. */
  readonly skip?: number;
  /** What else the simulator must do for the call to be made at all. */
  readonly setting?: object;
  /** What a 404 means; absent where the contract expects one. */
  readonly absent?: FailureCode;
  readonly by?: 'primary';
}

const user = '/^\\/v3\\/users\\/[^/]+$/';
const facilities = '/workspaces/ws1/applications/facilities/users/';
const manage = '/workspaces/ws1/applications/manage/users/';
const gone = { absent: 'MAS_USER_NOT_FOUND' } as const;
const already = { already: true } as const;
const noGroup = { absent: 'MAS_GROUP_NOT_FOUND', by: 'primary' } as const;
const needsResync = { method: 'PUT', path: facilities, times: 1, do: { sync: 'ERROR' } };

/** Every call that is about one user, in the order of the process. */
export const userCalls: readonly UserCall[] = [
  { name: 'look for the user', step: 'create', method: 'GET', path: user },
  { name: 'create the user', step: 'create', method: 'POST', path: '/v3/users', absent: 'TARGET_REJECTED' },
  { name: 'look for the identity', step: 'link', method: 'GET', path: user, skip: 1, ...already, ...gone },
  { name: 'link the identity', step: 'link', method: 'PUT', path: '/\\/idps\\/local$/', ...gone },
  {
    name: 'list the workspaces',
    step: 'join',
    method: 'GET',
    path: '/^\\/v3\\/users\\/[^/]+\\/workspaces$/',
    ...already,
    ...gone,
  },
  {
    name: 'join the workspace',
    step: 'join',
    method: 'PUT',
    path: '/workspaces/ws1/users/',
    absent: 'MAS_WORKSPACE_NOT_FOUND',
  },
  { name: 'read the role in facilities', step: 'grant', method: 'GET', path: facilities, ...already },
  { name: 'grant the role in facilities', step: 'grant', method: 'PUT', path: facilities, absent: 'TARGET_REJECTED' },
  { name: 'read the role in manage', step: 'grant', method: 'GET', path: manage, ...already },
  { name: 'grant the role in manage', step: 'grant', method: 'PUT', path: manage, absent: 'TARGET_REJECTED' },
  { name: 'read the synchronisation', step: 'await', method: 'GET', path: user, skip: 2, ...already, ...gone },
  { name: 'resynchronise', step: 'await', method: 'PATCH', path: user, setting: needsResync, ...gone },
  {
    name: 'look for the member',
    step: 'group',
    method: 'GET',
    path: '/\\/mxapigroup\\/\\d+\\/groupuser$/',
    ...noGroup,
  },
  { name: 'add to the group', step: 'group', method: 'POST', path: '/\\/mxapigroup\\/\\d+$/', ...noGroup },
];

/** A user who meets one kind of fault at one call. */
export interface Scenario {
  readonly label: string;
  readonly user: User;
  readonly call: UserCall;
  readonly kind: FaultKind;
  readonly faults: readonly object[];
}

/** A user for every pair of call and kind that is sampled, who meets the fault `times` times (for ever without a number). */
export function scenariosOf(calls: readonly UserCall[], kinds: readonly FaultKind[], times?: number): Scenario[] {
  const often = times === undefined ? 'for ever' : `${times}×`;
  return calls.flatMap((call, row) =>
    sampled([...kinds.entries()], row).map(([column, kind]): Scenario => {
      const name = `${times ?? 'n'}-${row}-${column}`;
      const id = `${name}@acme.example`;
      const { method, path, skip = 0, setting } = call;
      const fault = { method, path, skip, ...(times === undefined ? {} : { times }), do: kind.deed };
      return {
        label: `${call.name}: ${kind.name}, ${often}`,
        user: {
          key: name,
          kind: call.by ?? (column % 2 === 0 ? 'primary' : 'secondary'),
          record: { email: id, given_name: name, family_name: 'Example' },
        },
        call,
        kind,
        faults: [fault, ...(setting === undefined ? [] : [setting])].map((one) => ({ ...one, user: id })),
      };
    }),
  );
}
