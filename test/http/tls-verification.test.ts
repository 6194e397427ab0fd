import { assertTlsVerification } from '../../src/http/tls-verification';

test('a process that checks no certificates is refused', () => {
  expect(() => assertTlsVerification({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
    'turns off all certificate checks',
  );
});

test.each([{}, { NODE_TLS_REJECT_UNAUTHORIZED: '1' }, { NODE_TLS_REJECT_UNAUTHORIZED: '' }])(
  'the environment %j is accepted',
  (env) => {
    expect(() => assertTlsVerification(env)).not.toThrow();
  },
);
