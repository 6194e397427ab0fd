import type { UserKind } from '../tenant/user';

/** A JSON value, for what only a target can read. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A place a user joins (a MAS workspace, a team) and the standing it gets there. `writtenBy`: the place can only be written
 * as a whole, by its one writer; without it, the user's own step writes.
 */
export interface Membership {
  readonly place: string;
  readonly role: string;
  readonly writtenBy?: 'team-writer';
}

/** A role in one application; without an application it is a role of the account itself. */
export interface Grant {
  readonly application?: string;
  readonly role: string;
}

/** `BASE in manage`; `editor` for a role of the account. */
export function grantInWords({ application, role }: Grant): string {
  return application === undefined ? role : `${role} in ${application}`;
}

/**
 * What one kind of user gets in a target, as data. Verbs are fixed, in the order below; an empty list skips the verb.
 * Plans are made once per run and recorded in history, so a release that plans differently leaves users under way alone.
 */
export interface Plan {
  /** Attributes of the account that are the same for every user of the kind; the target's own shape. */
  readonly account: { readonly [name: string]: Json };
  readonly identityProviders: readonly string[];
  readonly memberships: readonly Membership[];
  readonly roles: readonly Grant[];
  /** Applications whose synchronisation is awaited. */
  readonly synchronise: readonly string[];
  readonly groups: readonly string[];
}

export type Plans = Readonly<Record<UserKind, Plan>>;

/** What each verb is asked for: its own part of the plan. */
export interface Wants {
  readonly create: Plan['account'];
  readonly link: Plan['identityProviders'];
  readonly join: Plan['memberships'];
  readonly grant: Grant;
  readonly await: Plan['synchronise'];
  readonly group: Plan['groups'];
}

/** The six verbs, in the order of the process. Their names are the step names in results and logs. */
export const steps = ['create', 'link', 'join', 'grant', 'await', 'group'] as const satisfies readonly (keyof Wants)[];
export type Step = (typeof steps)[number];
