import { InvalidArgumentError } from 'commander';
import type { TenantRef } from '../../client';
import { fieldOptions, isSystem, partOf, type System, systems } from '../../domain/systems/systems';
import type { TargetFlags } from '../../input/tenant/target-flags';
import { anyText, choice, type Group, group, parsed, under } from '../command/option';
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

export const tenantArgument = anyText('<tenant>', 'name of the tenant');

/** Where the tenant lives. */
export const at = parsed(
  '--at <place>',
  'where, when its name is at several places: mas, mas:inst1, mas:inst1/ws1',
  placeName,
);

function placeName(given: string): string {
  const [system = '', instance, ...rest] = given.split(':');
  if (
    isSystem(system) &&
    rest.length === 0 &&
    (instance === undefined || /^[a-z0-9][^/:]*(\/[^/:]+)?$/.test(instance))
  ) {
    return given;
  }
  throw new InvalidArgumentError(
    `Write SYSTEM, SYSTEM:INSTANCE or SYSTEM:INSTANCE/PART; systems: ${systems.join(', ')}.`,
  );
}

/** A tenant whose runs, or schedule, a command is about. */
export type Whose = TenantRef;

/** Throws `UsageError` for a text that no tenant can be called. */
export const whose: Group<Whose> = group('tenant', { tenant: tenantArgument, at }, (said) => ({
  tenant: tenantName(said.tenant),
  at: said.at,
}));

/** Of commands that can also be about no tenant. */
export const whoseItems = { tenant: anyText('[tenant]', 'name of the tenant'), at };
