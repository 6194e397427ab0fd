import type { Plan, Step } from '../../src/domain/run/plan';
import { personOf, userId } from '../../src/domain/tenant/person';
import type { TenantDefinition } from '../../src/domain/tenant/tenant';
import type { UserKind, UserRecord } from '../../src/domain/tenant/user';
import { createPatience } from '../../src/plan/patience';
import { type PlanDocument, planDocument } from '../../src/plan/plan-document';
import { applicationOf } from '../../src/targets/contract/target';
import { surveyTarget } from '../../src/plan/survey';
import type { SimulatorRequest } from '../system/control';
import { createSkippingClock, type Rig, type Worker } from '../targets/mas/rig';

const { signal } = new AbortController();

export function recordOf(name: string, given = name): UserRecord {
  return { email: `${name}@acme.example`, given_name: given, family_name: 'Example' };
}

export function tenantOf(primary: readonly UserRecord[], secondary: readonly UserRecord[]): TenantDefinition {
  const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
  return { tenant: 'acme', target, users: { primary: [...primary], secondary: [...secondary] } };
}

/** The plan that a process of its own makes. */
export async function planOf(rig: Rig, definition: TenantDefinition, worker?: Worker): Promise<PlanDocument> {
  const patience = createPatience({
    longestMs: 60_000,
    pollIntervalMs: 1_000,
    signal,
    onWait: () => undefined,
    clock: createSkippingClock(),
  });
  const options = { patience, concurrency: 20, onUser: () => undefined };
  const { target } = worker ?? rig.worker();
  return planDocument(definition, await surveyTarget(target, definition.users, options));
}

/** A write as a plan and the simulator's log both know it: `ada@acme.example grant manage`. */
export function plannedWrites(plan: PlanDocument): string[] {
  return plan.users
    .flatMap((user) =>
      user.steps
        .filter(({ state, step }) => state === 'missing' && step !== 'await')
        .map(({ step, application = '' }) => `${userId(user)} ${step} ${application}`.trimEnd()),
    )
    .toSorted();
}

const writes: readonly (readonly [step: Step, method: string, path: RegExp])[] = [
  ['create', 'POST', /^\/v3\/users$/],
  ['link', 'PUT', /^\/v3\/users\/[^/]+\/idps\/local$/],
  ['join', 'PUT', /^\/workspaces\/ws1\/users\/[^/]+$/],
  ['grant', 'PUT', /^\/workspaces\/ws1\/applications\/([^/]+)\/users\/[^/]+$/],
  ['group', 'POST', /^\/maximo\/api\/os\/mxapigroup\/[^/]+$/],
];

/** What a run wrote for users, without its temporary API key and the resynchronisations. */
export function writesSeen(effects: readonly SimulatorRequest[]): string[] {
  return effects
    .filter(({ method, path }) => method !== 'PATCH' && !path.includes('mxapiapikey'))
    .map(({ method, path, user }) => {
      const found = writes.find(([, verb, form]) => verb === method && form.test(path));
      const application = found?.[0] === 'grant' ? (found[2].exec(path)?.[1] ?? '') : '';
      return `${user} ${found?.[0] ?? `${method} ${path}`} ${application}`.trimEnd();
    })
    .toSorted();
}

/** How far somebody else has onboarded a user: steps in order, with any part of the applications. */
export interface Progress {
  readonly kind: UserKind;
  readonly created: boolean;
  readonly linked: boolean;
  readonly joined: boolean;
  readonly granted: readonly string[];
  readonly grouped: boolean;
  readonly otherName: boolean;
}

/** Brings a user of the simulator into a state, through its own interface. */
export async function bringTo(rig: Rig, record: UserRecord, progress: Progress): Promise<void> {
  if (!progress.created) return;
  const worker = rig.worker();
  const { plans } = await worker.target.prepare(signal);
  const plan = plans[progress.kind];
  const person = personOf(progress.otherName ? { ...record, given_name: 'Other' } : record);
  await worker.step('create', { person, want: plan.account });
  if (progress.linked) await worker.step('link', { person, want: plan.identityProviders });
  if (progress.joined) await worker.step('join', { person, want: plan.memberships });
  // MAS gives roles to members of the workspace only.
  if (!progress.joined) return;
  for (const want of rolesOf(plan, progress.granted)) await worker.step('grant', { person, want });
  if (!progress.grouped || !progress.granted.includes('manage')) return;
  const { leases } = await worker.step('group', { person, want: plan.groups });
  await worker.target.release({ leases, present: [], complete: true }, signal);
}

function rolesOf({ roles }: Plan, granted: readonly string[]): Plan['roles'] {
  return roles.filter((grant) => granted.includes(applicationOf(grant)));
}
