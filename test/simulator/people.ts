/** A user definition as the contract has it, for a primary user. */
export function definitionOf(id: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    status: { active: true },
    username: id,
    owner: 'local',
    emails: [{ value: `${encodeURIComponent(id)}@mail.example`, type: 'Work', primary: true }],
    phoneNumbers: [],
    addresses: [],
    displayName: 'Ada Lovelace',
    issuer: 'local',
    permissions: { systemAdmin: false, userAdmin: true, apikeyAdmin: false },
    entitlement: { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true },
    givenName: 'Ada',
    familyName: 'Lovelace',
    ...changes,
  };
}
