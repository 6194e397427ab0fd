import { exitCodeOfError, exitCodeOfOutcome } from '../../../src/cli/command/exit-codes';
import { clientCodes } from '../../../src/client/temporal/client-error';

it.each([
  ['completed', 0],
  ['completed-with-failures', 1],
  ['cancelled', 1],
])('ends a run that is %s with %d', (status, code) => {
  expect(exitCodeOfOutcome({ kind: 'result', result: { status } })).toBe(code);
});

it.each([
  ['TARGET_UNKNOWN', 2],
  ['MAS_WORKSPACE_NOT_FOUND', 2],
  ['CREDENTIALS_REJECTED', 3],
  ['TLS_FAILED', 3],
  ['MAS_APPLICATION_TIMEOUT', 3],
  ['INTERNAL', 3],
] as const)('ends a run that failed with %s with %d', (code, exitCode) => {
  expect(exitCodeOfOutcome({ kind: 'failed', error: { code } })).toBe(exitCode);
});

it('tells wrong asking from what could not be reached', () => {
  const wrong = clientCodes.filter((code) => exitCodeOfError(code) === 2);
  expect(wrong).toEqual([
    'TEMPORAL_MISCONFIGURED',
    'RUN_NOT_FOUND',
    'USER_NOT_FOUND',
    'PAGE_NOT_FOUND',
    'RUN_WITHOUT_RESULT',
    'RUN_REFUSED',
  ]);
  expect(exitCodeOfError('TEMPORAL_CLI_MISSING')).toBe(3);
  expect(exitCodeOfError(undefined)).toBe(3);
});
