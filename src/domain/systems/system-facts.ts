import type { FailureFact } from './failure-fact';

/** The longest values a system takes, in characters. */
export type FieldLimits = Readonly<Record<'id' | 'displayName' | 'givenName' | 'familyName', number>>;

/** What a system takes of a field as it is installed; another text it takes only where somebody set it up so. */
export interface UsualText {
  /** A regular expression (flag `u`) for the whole text. */
  readonly pattern: string;
  /** What fits, in words that follow "is not". */
  readonly says: string;
  /** What to do about a text that does not fit. */
  readonly otherwise: string;
}

/** Fields whose texts a person writes. */
export type WrittenField = 'id' | 'givenName' | 'familyName';

/** An option that stands for a field. */
export interface FieldOption {
  /** As help shows it: `--workspace <name>`. */
  readonly written: string;
  readonly help: string;
  /** What counts for a look at an instance as a whole, where nobody names it. */
  readonly usual?: string;
}

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
  /** Fields of a reference that the command line can name. Of systems that share a field, the first says how. */
  readonly options?: Readonly<Record<string, FieldOption>>;
  readonly limits: FieldLimits;
  /** Texts beyond these are warned about, not refused: `limits` are. */
  readonly usual?: Readonly<Partial<Record<WrittenField, UsualText>>>;
  /** Its own codes of the catalogue. */
  readonly failures: Readonly<Record<string, FailureFact>>;
}
