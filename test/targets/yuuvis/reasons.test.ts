import { namesField, reasonOf } from '../../../src/targets/yuuvis/calls/reasons';

const said = (body: unknown) => reasonOf({ status: 400, body });

// Facts of Keycloak's public source: ErrorRepresentation, UserResource.validateUserProfile, OAuth errors.
test.each([
  [
    { field: 'phone', errorMessage: 'error-user-attribute-required', params: ['phone'] },
    'phone: error-user-attribute-required',
  ],
  [
    { field: 'username', errorMessage: 'error-invalid-length', params: ['username', 3, 255] },
    'username: error-invalid-length 3 255',
  ],
  [
    { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'ada@acme.example'] },
    'email: error-invalid-email',
  ],
  [
    {
      errors: [
        { field: 'firstName', errorMessage: 'error-person-name-invalid-character' },
        { field: 'phone', errorMessage: 'error-user-attribute-required' },
      ],
    },
    'firstName: error-person-name-invalid-character; phone: error-user-attribute-required',
  ],
  [{ errorMessage: 'User exists with same username or email' }, 'User exists with same username or email'],
  [{ errorMessage: 'User name is missing' }, 'User name is missing'],
  [{ errorMessage: 'Password policy not met' }, 'Password policy not met'],
  [{ error: 'invalid_grant', error_description: 'Account of ada disabled' }, 'invalid_grant'],
  [{ error: 'HTTP 415 Unsupported Media Type' }, 'HTTP … Unsupported Media Type'],
  [{ error: 'unknown_error' }, 'unknown_error'],
])('of %j the person is told %s', (body, words) => {
  expect(said(body)).toBe(words);
});

test.each([
  [{ errorMessage: 'Lovelace, Ada <ada@acme.example> exists' }, '…> exists'],
  [{ errorMessage: 'user alovelace already exists' }, 'user … already exists'],
  [{ error: 'ada.lovelace@acme.example' }, undefined],
  [{ error: 'alovelace' }, undefined],
  [{ field: 'Ada Lovelace', errorMessage: 'Lovelace' }, undefined],
  [{ error: { message: 'Ada' } }, undefined],
  [{}, undefined],
  ['Error: Ada', undefined],
  [undefined, undefined],
])('of %j nothing of a person is told', (body, words) => {
  expect(said(body)).toBe(words);
});

test('a refusal that names a field is told from one that does not', () => {
  expect(namesField({ status: 400, body: { field: 'phone' } })).toBe(true);
  expect(namesField({ status: 400, body: { errors: [{ field: 'phone' }] } })).toBe(true);
  expect(namesField({ status: 400, body: { errorMessage: 'User name is missing' } })).toBe(false);
  expect(namesField({ status: 400, body: undefined })).toBe(false);
});
