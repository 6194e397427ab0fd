import type { YuuvisRef } from './settings';
import { orStopped } from '../connection/stopped';
import { type Target, TargetError } from '../contract/target';
import { connectYuuvis, type YuuvisConnection, type YuuvisDeps } from './connection';
import { diagnoseYuuvis } from './diagnose';
import { yuuvisDepartureVerbs } from './departure-verbs';
import { yuuvisDeparturePlans, yuuvisPlans } from './accounts/plans';
import { yuuvisVerbs } from './verbs';

/** A run that begins right after another look at the tenant (a command looks before it starts one) shares its listing. */
const freshMs = 5_000;

/** One yuuvis as a target: answers a function from reference to target. Nothing is sent until it is used. */
export function createYuuvis(deps: YuuvisDeps): (ref: YuuvisRef) => Target {
  const yuuvis = connectYuuvis(deps);
  return (ref) => bind(yuuvis, ref);
}

function bind(yuuvis: YuuvisConnection, ref: YuuvisRef): Target {
  // The section `admin` has one tenant, whatever it is called.
  const tenant = yuuvis.tenant(yuuvis.settings.section === 'admin' ? '' : (ref.tenant ?? ''));
  return {
    prepare: (signal) =>
      orStopped(signal, async () => {
        requireTenant(yuuvis, ref);
        await tenant.listings.get(signal, freshMs);
        return { plans: yuuvisPlans(ref), present: [] };
      }),
    verbs: yuuvisVerbs(tenant, ref.onDisabled ?? 'fail'),
    offboarding: {
      prepare: (how, signal) =>
        orStopped(signal, async () => {
          requireTenant(yuuvis, ref);
          await tenant.listings.get(signal, freshMs);
          return { plans: yuuvisDeparturePlans(ref, how), present: [] };
        }),
      verbs: yuuvisDepartureVerbs(tenant),
    },
    // Nothing is made for the time of a run.
    release: async () => undefined,
    diagnose: (signal) => diagnoseYuuvis(yuuvis, ref, signal),
  };
}

function requireTenant({ settings }: YuuvisConnection, { tenant }: YuuvisRef): void {
  if (settings.section === 'admin' || tenant !== undefined) return;
  throw new TargetError('TARGET_REJECTED', 'the target names no tenant, which the section "system" needs');
}
