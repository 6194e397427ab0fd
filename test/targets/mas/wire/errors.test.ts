import { inspect } from 'node:util';
import { z } from 'zod';
import { HttpError } from '../../../../src/http/http-error';
import { fromHttpError } from '../../../../src/targets/connection/refusal';
import { errorCodeOf, parseBody, unexpectedStatus } from '../../../../src/targets/mas/wire/errors';

test.each([
  [200, 'UNEXPECTED_RESPONSE'],
  [202, 'UNEXPECTED_RESPONSE'],
  [400, 'TARGET_REJECTED'],
  [401, 'CREDENTIALS_REJECTED'],
  [403, 'TARGET_FORBIDDEN'],
  [404, 'TARGET_REJECTED'],
  [405, 'TARGET_REJECTED'],
  [408, 'TARGET_BUSY'],
  [409, 'TARGET_REJECTED'],
  [422, 'TARGET_REJECTED'],
  [425, 'TARGET_BUSY'],
  [429, 'TARGET_BUSY'],
  [500, 'TARGET_UNAVAILABLE'],
  [501, 'TARGET_REJECTED'],
  [502, 'TARGET_UNAVAILABLE'],
  [503, 'TARGET_UNAVAILABLE'],
  [504, 'TARGET_UNAVAILABLE'],
  [505, 'TARGET_REJECTED'],
  [507, 'TARGET_UNAVAILABLE'],
])('the status %i is %s', (status, code) => {
  expect(unexpectedStatus('call', { status, body: undefined })).toMatchObject({
    code,
    message: `call: MAS answered ${status}`,
  });
});

test.each([
  ['refused', 'TARGET_UNAVAILABLE'],
  ['dns', 'TARGET_UNAVAILABLE'],
  ['timeout', 'TARGET_UNAVAILABLE'],
  ['reset', 'TARGET_UNAVAILABLE'],
  ['network', 'TARGET_UNAVAILABLE'],
  ['truncated', 'TARGET_UNAVAILABLE'],
  ['tls', 'TLS_FAILED'],
  ['too-large', 'UNEXPECTED_RESPONSE'],
  ['bad-json', 'UNEXPECTED_RESPONSE'],
  ['protocol', 'UNEXPECTED_RESPONSE'],
  ['redirect', 'TARGET_REJECTED'],
  ['unsendable', 'TARGET_REJECTED'],
  ['paused', 'TARGET_BUSY'],
] as const)('a request that failed as %s is %s', (kind, code) => {
  expect(fromHttpError('call', new HttpError(kind))).toMatchObject({ code });
});

test('anything but a failed request passes as it is', () => {
  const cancelled = new Error('cancelled');
  expect(fromHttpError('call', cancelled)).toBe(cancelled);
});

test('the time that MAS asked for is kept', () => {
  expect(unexpectedStatus('call', { status: 429, body: {}, retryAfterMs: 5_000 })).toMatchObject({
    retryAfterMs: 5_000,
  });
  expect(fromHttpError('call', new HttpError('paused', { retryAfterMs: 70 }))).toMatchObject({ retryAfterMs: 70 });
});

test('a 403 names the right that is missing', () => {
  expect(unexpectedStatus('call', { status: 403, body: {} }, 'the account needs x').message).toBe(
    'call: MAS answered 403: the account needs x',
  );
});

test.each([
  [{ exception: { message: 'AIUCO1005E' } }, 'AIUCO1005E'],
  [{ exception: { id: 'AIUCO1005E', message: 'ada@acme.example is taken' } }, 'AIUCO1005E'],
  [{ Error: { reasonCode: 'BMXAA10051E', message: 'x' } }, 'BMXAA10051E'],
  [{ exception: { message: 'AIUCO1005E: ada@acme.example' } }, 'AIUCO1005E'],
  [{ exception: { id: 'x' }, message: 'AIUI1002E: Unable to create user/maxadmin.' }, 'AIUI1002E'],
  [{ Error: { message: 'BMXAA9301E - The user of the transaction is not authorized' } }, 'BMXAA9301E'],
  [{ exception: { message: 'JSMITH001 is taken' } }, undefined],
  [{ exception: { message: 'JSMITH001' } }, undefined],
  [{ exception: { message: 'ada@acme.example' } }, undefined],
  [{ exception: 'AIUCO1005E' }, undefined],
  ['AIUCO1005E', undefined],
  [undefined, undefined],
  [null, undefined],
])('of the body %j only the code %s is shown', (body, code) => {
  expect(errorCodeOf({ status: 400, body })).toBe(code);
});

test('a body of the wrong shape is not shown', () => {
  const answer = { status: 200, body: { token: 7, secret: 'canary' } };
  const parse = () => parseBody('log in', answer, z.object({ token: z.string() }));
  expect(parse).toThrow('log in: MAS answered 200 with a body of the wrong shape');
  const error = (() => {
    try {
      return parse();
    } catch (caught) {
      return caught;
    }
  })();
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('canary');
});
