import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { toApplicationFailure } from '../../src/activities/application-failure';
import { failures, isFailureCode } from '../../src/domain/failures/failures';
import { TargetError } from '../../src/targets/contract/target';

const at = { attempt: 2, strangeAnswers: 1, pollIntervalMs: 5_000, leases: ['7'], cancelled: false };

function translate(error: unknown, cancelled = false): ApplicationFailure {
  const failure = toApplicationFailure(error, { ...at, cancelled });
  if (!(failure instanceof ApplicationFailure)) throw failure;
  return failure;
}

describe('the translation of a target error', () => {
  it.each(Object.keys(failures))('carries the code %s, the attempt and its leases', (code) => {
    if (!isFailureCode(code)) throw new Error(code);
    const failure = translate(new TargetError(code, 'what happened'));
    expect(failure.type).toBe(code);
    expect(failure.message).toBe('what happened');
    expect(failure.details).toEqual([{ attempt: 2, leases: ['7'] }]);
    expect(failure.nonRetryable).toBe(failures[code].retry === 'never');
  });

  it('waits as long as the target asked', () => {
    const failure = translate(new TargetError('TARGET_BUSY', 'slow down', { retryAfterMs: 60_000 }));
    expect(Number(failure.nextRetryDelay)).toBeGreaterThanOrEqual(60_000);
  });

  it('calls a wait that is merely early no error', () => {
    expect(translate(new TargetError('MAS_SYNC_PENDING', 'pending')).category).toBe('BENIGN');
    expect(translate(new TargetError('TARGET_UNAVAILABLE', 'down')).category).toBeUndefined();
  });

  it('ends a cancelled step where another attempt would follow, and reports a permanent failure all the same', () => {
    const early = toApplicationFailure(new TargetError('MAS_SYNC_PENDING', 'pending'), { ...at, cancelled: true });
    expect(early).toBeInstanceOf(CancelledFailure);
    expect(translate(new TargetError('TARGET_REJECTED', 'no'), true).type).toBe('TARGET_REJECTED');
  });

  it('hides the message of an error nobody foresaw', () => {
    const failure = translate(new TypeError('cannot read ada@acme.example'));
    expect(failure).toMatchObject({ type: 'INTERNAL', message: 'unexpected TypeError' });
    expect(JSON.stringify(failure)).not.toContain('ada@');
  });
});
