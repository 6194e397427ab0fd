import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TargetRef } from '../domain/tenant/target-ref';
import { type TenantDefinition, TenantName } from '../domain/tenant/tenant';
import { type UserKind, type UserRecord, userKinds } from '../domain/tenant/user';
import { Summary, summaryOf, UserFindings } from './findings';
import type { Survey } from './survey';

const KindPlan = z.strictObject({
  account: z.record(z.string(), z.json()),
  identityProviders: z.array(z.string()),
  memberships: z.array(
    z.strictObject({ place: z.string(), role: z.string(), writtenBy: z.literal('team-writer').optional() }),
  ),
  roles: z.array(z.strictObject({ application: z.string().optional(), role: z.string() })),
  synchronise: z.array(z.string()),
  groups: z.array(z.string()),
});

/** `incomplete`: some users could not be read, or would be refused. What is unknown counts as a change: a run may write there. */
export const planStatuses = ['nothing-to-do', 'changes', 'incomplete'] as const;

/**
 * A plan, as it is printed and kept: what was asked for, what each kind of user gets, and what was found.
 * `digest`: SHA-256 over everything else in 64 hex digits, so that a file that was edited is noticed.
 */
export const PlanDocument = z.strictObject({
  format: z.literal('tenant-onboarding/plan'),
  version: z.literal(1),
  tenant: TenantName,
  target: TargetRef,
  status: z.enum(planStatuses),
  summary: Summary,
  plans: z.strictObject({ primary: KindPlan, secondary: KindPlan }),
  users: z.array(UserFindings),
  digest: z.string(),
});
export type PlanDocument = z.infer<typeof PlanDocument>;
type PlanContent = Omit<PlanDocument, 'digest'>;

export function planDocument({ tenant, target }: TenantDefinition, { plans, users }: Survey): PlanDocument {
  const summary = summaryOf(users);
  const content: PlanContent = {
    format: 'tenant-onboarding/plan',
    version: 1,
    tenant,
    target,
    status: statusOf(summary),
    summary,
    plans: PlanDocument.shape.plans.parse(plans),
    users: [...users],
  };
  return { ...content, digest: digestOf(content) };
}

function statusOf({ users: { failed, refused, change, unknown } }: Summary): PlanDocument['status'] {
  if (failed + refused > 0) return 'incomplete';
  return change + unknown > 0 ? 'changes' : 'nothing-to-do';
}

export type ReadPlan =
  | { readonly ok: true; readonly plan: PlanDocument }
  | { readonly ok: false; readonly problem: string };

/** A plan from the text of its file, or what is wrong with it in words that repeat nothing of it. */
export function parsePlan(text: string): ReadPlan {
  const parsed = PlanDocument.safeParse(jsonOf(text));
  if (!parsed.success) return { ok: false, problem: 'is no plan of this release (onboard plan FILE --out makes one)' };
  const { digest, ...content } = parsed.data;
  if (digest === digestOf(content)) return { ok: true, plan: parsed.data };
  return { ok: false, problem: 'was changed after it was made: its digest does not fit' };
}

/** The tenant a plan was made for. */
export function plannedDefinition({ tenant, target, users }: PlanDocument): TenantDefinition {
  const [primary, secondary] = userKinds.map((kind) => recordsOf(users, kind));
  return { tenant, target, users: { primary: primary ?? [], secondary: secondary ?? [] } };
}

/** Equal values have equal texts, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isPlain(part) ? sorted(part) : part));
}

function recordsOf(users: readonly UserFindings[], kind: UserKind): UserRecord[] {
  const wanted = users.filter(({ type }) => type === kind);
  return wanted.map(({ type: _type, verdict: _verdict, steps: _steps, ...record }) => record);
}

function digestOf(content: PlanContent): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
