import type { FailureFact } from '../systems/failure-fact';

/** The longest values a system takes, in characters. */
export type FieldLimits = Readonly<Record<'id' | 'displayName' | 'givenName' | 'familyName', number>>;

/**
 * What everybody may know of a target system: plain data, which `npm run facts` copies from each target's `facts.ts` to
 * `known-systems.ts`, so that a workflow reads it without the target.
 */
export interface SystemFacts {
  readonly name: string;
  /**
   * The field of a reference that names the part of an instance a tenant lives in; absent where there is none.
   * `ofTenant`: left out, it is the tenant's name. `writer`: one workflow for each part writes all memberships.
   */
  readonly part?: { readonly field: string; readonly ofTenant?: true; readonly writer?: true };
  /** Whose the accounts are: all parts of an instance share them (when absent), or each part has its own. */
  readonly accounts?: 'instance' | 'part';
  /** Fields of a reference that the command line can name, with the option's name in camel case. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly limits: FieldLimits;
  /** Its own codes of the catalogue. */
  readonly failures: Readonly<Record<string, FailureFact>>;
}
