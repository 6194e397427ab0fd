import { createIdmgmt } from '../../../src/targets/idmgmt/idmgmt';
import { IdmgmtSettings } from '../../../src/targets/idmgmt/settings';
import type { ConformingSystem } from '../system';

export const idmgmt: ConformingSystem = {
  name: 'idmgmt',
  simulator: { system: 'idmgmt' },
  bind: ({ targets, requestTimeoutMs, ...deps }) => {
    const settings = IdmgmtSettings.parse(targets.idmgmt?.['inst1']);
    const adapted = { ...settings, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) };
    return createIdmgmt({ settings: adapted, ...deps })({ team: 'acme' });
  },
  logIn: '/idprovider/v1/auth/identitytoken',
  right: /needs (?:a|the) role/,
  absent: [
    [/^GET .*\/teams\/acme$/, 'TARGET_UNAVAILABLE'],
    [/./, 'TARGET_REJECTED'],
  ],
  refused: [[/^PUT .*\/teams\/acme 400$/, 'IDMGMT_USER_NOT_KEPT']],
  empty: [
    [/^POST .*\/teams \{\}$/, 'TARGET_UNAVAILABLE'],
    [/^PUT .*\/teams\/acme \{\}$/, 'IDMGMT_USER_NOT_KEPT'],
    // Whoever is not listed is written from the record.
    [/^GET .*\/users \[\]$/, 'done'],
  ],
  replaced: /^\/teams\/acme$/,
  directoryEntry: ({ id, email, givenName, familyName }) => ({
    userId: id,
    email,
    firstName: givenName,
    lastName: familyName,
  }),
};
