import { createMas } from '../../../src/targets/mas/mas';
import { MasSettings } from '../../../src/targets/mas/parts/settings';
import type { Binding, ConformingSystem } from '../system';

const bindAs =
  (version: string) =>
  ({ targets, requestTimeoutMs, ...deps }: Binding) => {
    const settings = MasSettings.parse(targets.mas?.['inst1']);
    const adapted = { ...settings, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) };
    return createMas({ instance: 'inst1', settings: adapted, ...deps })({ workspace: 'ws1', version });
  };

/** What a 404 means before any user is touched. */
const workspace = [
  [/\/applications\/\w+$/, 'MAS_APPLICATION_NOT_READY'],
  [/^GET .*\/applications\/\w+\/users/, 'done'],
  [/^DELETE .*\/mxapiapikey/, 'done'],
  [/mxapigroup\/\d+/, 'MAS_GROUP_NOT_FOUND'],
  [/masperuser\//, 'MAS_USER_NOT_FOUND'],
  [/ \/maximo\//, 'TARGET_REJECTED'],
  [/ \/v3\/users\//, 'MAS_USER_NOT_FOUND'],
  [/^POST|\/applications\/\w+\/users/, 'TARGET_REJECTED'],
  [/ \/workspaces\/ws1/, 'MAS_WORKSPACE_NOT_FOUND'],
] as const;

const shared = {
  logIn: '/logininitial',
  temporary: /\/mxapiapikey/,
  withoutLogIn: / \/maximo\//,
  tolerated: /^GET .*\/mxapiapikey$/,
  repeatable: /^PATCH/,
  right: /needs (?:the right|access)/,
  absent: workspace,
} as const;

/** MAS below 9.1: users of the core API. */
export const masBelow91: ConformingSystem = {
  ...shared,
  name: 'mas below 9.1',
  simulator: { system: 'mas', masVersion: '9.0', apps: ['manage', 'facilities'] },
  bind: bindAs('9.0'),
  conflict: { path: '/v3/users', code: 'MAS_USER_CONFLICT' },
  // A client certificate cannot be renewed, and a key that was refused is not taken again.
  refusedOnce: [[/^(?:POST|DELETE) \/maximo\//, 'CREDENTIALS_REJECTED']],
  // Answers that hold nothing that is used: what they hide shows in the next step, or at the next run.
  empty: [
    [/^PUT .*\/idps\/local (?:\{\}|\[\])$/, 'done'],
    [/^PUT \/workspaces\/ws1\/users\/.* (?:\{\}|\[\])$/, 'TARGET_REJECTED'],
    [/\/applications\/\w+\/users\/.* \{\}$/, 'MAS_SYNC_PENDING'],
    [/\/workspaces \[\]$|\/applications \[\]$/, 'done'],
    // Manage says so of nobody; and a user of whom nothing is said is missed by the next call.
    [/^GET .*\/groupuser \{\}$/, 'done'],
    [/^GET .*\/mxapigroup \{\}$/, 'MAS_GROUP_NOT_FOUND'],
    [/^GET .*\/applications\/\w+ \{\}$/, 'MAS_APPLICATION_NOT_READY'],
    [/^PUT .*\/applications\/\w+\/users\/.* \[\]$/, 'MAS_SYNC_PENDING'],
    [/^GET \/v3\/users\/[^/]+ \{\}$/, 'MAS_USER_NOT_FOUND'],
  ],
  refusedIds: ['.', '..'],
};

/** MAS from 9.1: users of Manage. */
export const masFrom91: ConformingSystem = {
  ...shared,
  name: 'mas from 9.1',
  simulator: { system: 'mas', masVersion: '9.1', apps: ['manage', 'facilities'] },
  bind: bindAs('9.1'),
  conflict: { path: '/maximo/api/os/masperuser', code: 'TARGET_REJECTED' },
  refusedOnce: [[/^(?:POST|DELETE) \/maximo\/|\/(?:masperuser|mxapigroup)$/, 'CREDENTIALS_REJECTED']],
  plansNeedLease: true,
  empty: [
    [/^POST .*\/masperuser\/\w+ (?:\{\}|\[\])$/, 'done'],
    [/^GET .*\/masperuser \{\}$/, 'MAS_USER_NOT_FOUND'],
    [/^GET .*\/mxapigroup \{\}$/, 'done'],
    [/^GET .*\/applications\/\w+ \{\}$/, 'MAS_APPLICATION_NOT_READY'],
    [/\/applications \[\]$/, 'MAS_MANAGE_MISSING'],
  ],
};
