import { createYuuvis } from '../../../src/targets/yuuvis/yuuvis';
import { YuuvisSettings } from '../../../src/targets/yuuvis/settings';
import type { ConformingSystem } from '../system';

export const yuuvis: ConformingSystem = {
  name: 'yuuvis',
  simulator: { system: 'yuuvis' },
  bind: ({ targets, requestTimeoutMs, ...deps }) => {
    const settings = YuuvisSettings.parse(targets.yuuvis?.['inst1']);
    const adapted = { ...settings, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) };
    const ref = { system: 'yuuvis', instance: 'inst1', tenant: 'acme' } as const;
    return createYuuvis({ settings: adapted, ...deps })({
      ...ref,
      groups: { primary: ['hr'], secondary: ['onlyoffice'] },
    });
  },
  logIn: '/realms/yuuvis/protocol/openid-connect/token',
  right: /needs the role YUUVIS_SYSTEM_INTEGRATOR/,
  conflict: { path: '/tenant-management', code: 'YUUVIS_USER_CONFLICT' },
  absent: [
    [/^GET .*\/users$/, 'YUUVIS_TENANT_NOT_FOUND'],
    [/^GET .*\/users\//, 'YUUVIS_USER_NOT_FOUND'],
    [/^POST/, 'TARGET_REJECTED'],
  ],
  // Nobody is there, as far as such a listing says.
  empty: [[/^GET .*\/users \[\]$/, 'done']],
  // What the realm's default profile does not accept in a user name.
  refusedIds: [
    ...["a'b", 'a"b', 'a/b', 'a%b', 'a%2Fb', 'a b', 'a\\b', 'a#b', 'a?b', 'a&b', 'a;b', 'a:b', 'a=b'],
    ...['.', '..', '=1+1', '-a', '@a', '名前'],
  ],
  refusedAs: 'YUUVIS_PROFILE_REFUSED',
};
