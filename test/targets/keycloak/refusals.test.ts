import { reasonOf } from '../../../src/targets/keycloak/calls/refusals';

test.each([
  [{ errorMessage: 'User exists with same email' }, 'User exists with same email'],
  [{ error: 'invalid_grant', error_description: 'Account disabled' }, 'invalid_grant'],
  [{ error: 'unauthorized_client', error_description: 'for ada' }, 'unauthorized_client'],
  [
    { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'ada@acme.example'] },
    'email: error-invalid-email',
  ],
  [
    { field: 'firstName', errorMessage: 'error-invalid-length-too-long', params: ['firstName', null, 255] },
    'firstName: error-invalid-length-too-long 255',
  ],
  [
    {
      errors: [
        { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'x'] },
        { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'x'] },
        { field: 'username', errorMessage: 'error-invalid-length', params: ['username', 3, 255] },
      ],
    },
    'email: error-invalid-email; username: error-invalid-length 3 255',
  ],
  [{ errorMessage: 'Ada Lovelace is not wanted' }, undefined],
  [{ field: 'ada@acme.example', errorMessage: 'error-invalid-value' }, 'error-invalid-value'],
  [{ field: 'email', errorMessage: 'ada' }, undefined],
  [{ error: 'HTTP 403 Forbidden' }, undefined],
  ['text', undefined],
  [undefined, undefined],
])('of the body %j shows %j', (body, shown) => {
  expect(reasonOf({ body })).toBe(shown);
});
