import { createScim } from '../../../src/targets/scim/scim';
import { ScimSettings } from '../../../src/targets/scim/settings';
import type { ConformingSystem } from '../system';

export const scim: ConformingSystem = {
  name: 'scim',
  simulator: { system: 'scim' },
  bind: ({ targets, requestTimeoutMs, ...deps }) => {
    const settings = ScimSettings.parse(targets.scim?.['inst1']);
    const adapted = { ...settings, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) };
    return createScim({ settings: adapted, ...deps })({
      ...({ system: 'scim', instance: 'inst1' } as const),
      groups: { primary: ['administrators', 'members'], secondary: ['members'] },
      roles: { primary: ['admin', 'auditor'], secondary: ['auditor'] },
      enterprise: { primary: { department: 'Tour Promotion' } },
    });
  },
  logIn: '/oauth/token',
  right: /needs the right to read and write users and groups/,
  conflict: { path: '/scim/v2/Users', code: 'SCIM_USER_CONFLICT' },
  absent: [
    [/^GET .*\/(Users|Groups)$/, 'TARGET_REJECTED'],
    [/^(GET|PATCH) .*\/Users\//, 'SCIM_USER_NOT_FOUND'],
    [/^PATCH .*\/Groups\//, 'SCIM_GROUP_NOT_FOUND'],
    [/^POST/, 'TARGET_REJECTED'],
  ],
  empty: [],
};
