import type { UserRecord } from './user';

/** What a target needs to know of a person. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** The id that a record stands for in the target system: its own, else the e-mail address. */
export function userId(record: UserRecord): string {
  return record.id ?? record.email;
}

export function personOf(record: UserRecord): Person {
  return {
    id: userId(record),
    email: record.email,
    givenName: record.given_name,
    familyName: record.family_name,
  };
}

/** What counts as the same person: letters in another case or Unicode form are no reason to take somebody for another. */
export function sameUserKey(id: string): string {
  return id.normalize('NFC').toLowerCase();
}
