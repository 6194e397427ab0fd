import type { Trait } from './traits';

/** What the user profile of the realm finds wrong, as Keycloak answers it. */
export interface ProfileFault {
  readonly field: string;
  readonly errorMessage: string;
  readonly params: readonly unknown[];
}

interface Profiled {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

// Keycloak's default profile and its validators, in our words: UsernameProhibitedCharactersValidator,
// UsernameIDNHomographValidator, PersonNameProhibitedCharactersValidator, EmailValidator of its public source.
const oddInUsername = /[<>&"'\s$%!#?§,;:*~/\\|^=[\]{}()`\p{Cc}]/u;
const homograph = /[^\p{Script=Latin}\p{Script=Common}]/u;
const oddInName = /[<>&"\v$%!#?§;*~/\\|^=[\]{}()\p{Cc}]/u;
const address = /^[^\s@]{1,64}@[^\s@]+$/;

/** The faults of what was sent. */
export function profileFaults(sent: Profiled, traits: ReadonlySet<Trait>): ProfileFault[] {
  const isOpen = traits.has('open-profile');
  const { username, email } = sent;
  const names = (['firstName', 'lastName'] as const).flatMap((field) => {
    const value = sent[field];
    if (value === undefined) return [];
    return [
      ...lengthFault(field, value, { min: 0, max: 255 }),
      ...(!isOpen && oddInName.test(value) ? [fault(field, 'error-person-name-invalid-character')] : []),
    ];
  });
  return [
    ...(username === undefined || traits.has('email-as-username') ? [] : usernameFaults(username, isOpen)),
    ...(email === undefined || address.test(email) ? [] : [fault('email', 'error-invalid-email', [email])]),
    ...lengthFault('email', email ?? '', { min: 0, max: 255 }),
    ...names,
  ];
}

function usernameFaults(username: string, isOpen: boolean): ProfileFault[] {
  const isOdd = oddInUsername.test(username) || homograph.test(username);
  return [
    ...lengthFault('username', username, { min: isOpen ? 1 : 3, max: 255 }),
    ...(!isOpen && isOdd ? [fault('username', 'error-username-invalid-character')] : []),
  ];
}

function lengthFault(
  field: string,
  value: string,
  { min, max }: { readonly min: number; readonly max: number },
): ProfileFault[] {
  return value.length < min || value.length > max ? [fault(field, 'error-invalid-length', [min, max])] : [];
}

function fault(field: string, errorMessage: string, params: readonly unknown[] = []): ProfileFault {
  return { field, errorMessage, params: [field, ...params] };
}
