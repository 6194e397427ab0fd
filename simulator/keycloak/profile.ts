import type { Answer } from '../server/system';

/** The checks of the user profile that every realm begins with; as version 26.0 answered them. */
const username = /^[^\s<>&"'$%!#?§,;:*~/\\|^=[\]{}()`\p{Cc}]+$/u;
const latin = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u;
const personName = /^[^<>&"$%!#?§;*~/\\|^=[\]{}()\p{Cc}]*$/u;
const email = /^[^\s@.()<>,;:\\"[\]]+(?:\.[^\s@.()<>,;:\\"[\]]+)*@[^\s@.]+(?:\.[^\s@.]+)*$/;

interface Fault {
  readonly field: string;
  readonly errorMessage: string;
  readonly params: readonly unknown[];
}

export interface Profile {
  readonly username: string;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

/** What the profile refuses, if it does. */
export function refusedProfile(profile: Profile): Answer | undefined {
  const faults = [
    ...nameFaults(profile.username),
    ...emailFaults(profile.email),
    ...personNameFaults('firstName', profile.firstName ?? ''),
    ...personNameFaults('lastName', profile.lastName ?? ''),
  ];
  const [first, ...more] = faults;
  if (first === undefined) return undefined;
  return { status: 400, body: more.length === 0 ? first : { errors: faults } };
}

function nameFaults(name: string): Fault[] {
  const invalid = { field: 'username', errorMessage: 'error-username-invalid-character', params: ['username'] };
  return [
    ...(name.length < 3 || name.length > 255
      ? [{ field: 'username', errorMessage: 'error-invalid-length', params: ['username', 3, 255] }]
      : []),
    ...(username.test(name) ? [] : [invalid]),
    ...(latin.test(name) ? [] : [invalid]),
  ];
}

function emailFaults(address: string | undefined): Fault[] {
  if (address === undefined || address === '') return [];
  if (address.length > 255) return [tooLong('email')];
  const isGood = email.test(address) && address.indexOf('@') <= 64;
  return isGood ? [] : [{ field: 'email', errorMessage: 'error-invalid-email', params: ['email', address] }];
}

function personNameFaults(field: string, name: string): Fault[] {
  return [
    ...(name.length > 255 ? [tooLong(field)] : []),
    ...(personName.test(name) ? [] : [{ field, errorMessage: 'error-person-name-invalid-character', params: [field] }]),
  ];
}

function tooLong(field: string): Fault {
  return { field, errorMessage: 'error-invalid-length-too-long', params: [field, null, 255] };
}
