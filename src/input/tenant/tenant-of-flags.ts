import { z } from 'zod';
import { TargetRef } from '../../domain/tenant/target-ref';
import { TenantName, type TenantDefinition } from '../../domain/tenant/tenant';
import { AnyReference } from '../../targets/registry';
import type { Checked } from '../text/problem';
import { schemaProblems } from '../text/schema-problems';
import { withTenantName } from './target-defaults';
import { checkFlags, missingHints, type TargetFlags, withFlags } from './target-flags';

const Whole = z.object({ tenant: TenantName, target: AnyReference });

/** Tenant and target for an input that names none; the tenant is `{instance}-{part}` unless a flag names it. */
export function tenantOfFlags(flags: TargetFlags): Checked<Omit<TenantDefinition, 'users'>> {
  const checked = checkFlags(flags);
  if (!checked.ok) return checked;
  const nowhere = () => undefined;
  const { value } = withFlags({ value: {}, placeOf: nowhere }, checked.value);
  const parsed = Whole.safeParse(value);
  if (parsed.success) {
    const { tenant, target } = parsed.data;
    return { ok: true, value: { tenant, target: withTenantName(TargetRef.parse(target), tenant) } };
  }
  const judged = { schema: Whole, value, document: { placeOf: nowhere, keyPlaceOf: nowhere }, hints: missingHints };
  return { ok: false, problems: schemaProblems(parsed.error.issues, judged) };
}
