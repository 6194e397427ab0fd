import type { Direction } from '../../domain/run/names';
import { fieldOptions, partOf, type System, systems } from '../../domain/systems/systems';
import type { TargetFlags } from '../../input/tenant/target-flags';
import { anyText, choice, type Group, group, toggle, under, type ValuesOf } from '../command/option';
import { tenantName } from './parse';

/** Tenant and target, as far as they were said beside a file; they complete it and may not contradict it. */
export type TargetHints = TargetFlags & { readonly system?: System | undefined };

/** Parts of an instance that can be named: with the instance they name a tenant that nobody named. */
const parts = systems.flatMap((system) => partOf(system)?.field ?? []).filter((field) => field in fieldOptions);
const tenantOf = parts.map((field) => `{instance}-{${field}}`).join(' or ');

const hintItems = under('Target, for users whose file names none:', {
  ...{ system: choice('--system <name>', 'target system', systems) },
  instance: anyText('--instance <name>', 'instance of the target system'),
  ...Object.fromEntries(Object.entries(fieldOptions).map(([field, one]) => [field, anyText(one.written, one.help)])),
  tenant: anyText('--tenant <name>', `name of the tenant; default, with a ${parts.join(' or ')}: ${tenantOf}`),
});

export const target: Group<TargetHints> = group('target', hintItems, (said) => said);

/** Which system, of a tenant that lives in several. */
export const system = choice('--system <name>', 'target system, when the tenant lives in several', systems);

export const tenantArgument = anyText('<tenant>', 'name of the tenant');
const offboarding = toggle('--offboarding', "the offboarding of the tenant's users, not their onboarding");

/** A tenant, and which of its systems. */
export interface TenantAt {
  readonly tenant: string;
  readonly system: System | undefined;
}

/** Which runs of a tenant a command is about. */
export interface Whose extends TenantAt {
  readonly direction: Direction;
}

/** Throws `UsageError` for a text that no tenant can be called. */
export const tenantAt: Group<TenantAt> = group('tenant', { tenant: tenantArgument, system }, (said) => ({
  tenant: tenantName(said.tenant),
  system: said.system,
}));

/** As `tenantAt`. */
export const whose: Group<Whose> = group('tenant', { tenant: tenantArgument, system, offboarding }, (said) =>
  whoseOf(said, tenantName(said.tenant)),
);

/** Of commands that can also be about no tenant. */
export const whoseItems = { tenant: anyText('[tenant]', 'name of the tenant'), system, offboarding };

/** Which runs of a tenant are meant. */
export function whoseOf(said: Pick<ValuesOf<typeof whoseItems>, 'system' | 'offboarding'>, tenant: string): Whose {
  return { tenant, system: said.system, direction: said.offboarding ? 'offboard' : 'onboard' };
}
