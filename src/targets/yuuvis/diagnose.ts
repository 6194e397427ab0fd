import type { YuuvisRef } from './settings';
import { look, lookAtService } from '../connection/look';
import { type Diagnosis, TargetError } from '../contract/target';
import type { YuuvisConnection } from './connection';
import { rightOf } from './calls/refusals';
import { wantedOf, yuuvisPlans } from './accounts/plans';
import { sectionRoles } from './wire/wire';

/** Looks at addresses, log-in, rights, the tenant and its roles, in this order. Writes nothing; only an abort throws. */
export async function diagnoseYuuvis(
  yuuvis: YuuvisConnection,
  ref: YuuvisRef,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const { places, session, settings } = yuuvis;
  const results = [
    await look('Keycloak', () => lookAtService(yuuvis, places.keycloak, signal)),
    await look('Tenant Management API', () => lookAtService(yuuvis, places.api, signal)),
    await look('log-in', async () => {
      await session.logIn(signal);
      return { detail: `Keycloak knows the account in the realm ${settings.realm}` };
    }),
    await look('right to administer users', () => lookAtRight(yuuvis, signal)),
    await look('tenant', () => lookAtTenant(yuuvis, ref, signal)),
  ];
  if (settings.section === 'admin') results.push(await look('roles', () => lookAtRoles(yuuvis, ref, signal)));
  signal.throwIfAborted();
  return results;
}

async function lookAtRight({ own, settings: { section } }: YuuvisConnection, signal: AbortSignal) {
  const role = sectionRoles[section];
  const { roles } = await own.me(signal);
  if (roles?.includes(role) === true) return { detail: `the account has the role ${role}` };
  throw new TargetError('TARGET_FORBIDDEN', rightOf(section));
}

async function lookAtTenant(yuuvis: YuuvisConnection, { tenant }: YuuvisRef, signal: AbortSignal) {
  const { own, settings } = yuuvis;
  if (settings.section === 'admin') return { detail: `the account's own, with ${await own.count(signal)} users` };
  if (tenant === undefined) return { detail: 'not looked at: name one with a tenant file' };
  const users = await yuuvis.tenant(tenant).users.list(signal);
  return { detail: `${tenant} is there, with ${users.length} users` };
}

/** Only the own tenant's roles can be read. */
async function lookAtRoles({ own }: YuuvisConnection, ref: YuuvisRef, signal: AbortSignal) {
  const { primary, secondary } = yuuvisPlans(ref);
  const wanted = [primary, secondary].flatMap(({ synchronise }) => wantedOf(synchronise).roles);
  const there = await own.roles(signal);
  const absent = [...new Set(wanted)].filter((role) => !there.includes(role));
  if (absent.length === 0) return { detail: 'those that users get are there' };
  return {
    detail: `not there: ${absent.join(', ')}`,
    remedy: 'Create the roles in the realm, or name others in target.roles.',
  };
}
