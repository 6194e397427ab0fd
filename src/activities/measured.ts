import { Context } from '@temporalio/activity';
import { factsOf } from '../domain/failures/failures';
import { targetLabel } from '../domain/run/names';
import type { RunStep } from '../domain/run/outcome';
import type { TargetRef } from '../domain/tenant/target-ref';
import { TargetError } from '../targets/contract/target';

interface Measured {
  readonly target: TargetRef;
  readonly userKey: string;
}

/** Runs one attempt of a step, which answers what it wrote, if something; its time and outcome go to metrics and log. */
export async function measured<T>(step: RunStep, input: Measured, body: () => Promise<T>): Promise<T> {
  const { metricMeter, log } = Context.current();
  const durations = metricMeter.createHistogram(
    'onboarding_step_duration_seconds',
    'float',
    's',
    'How long one attempt of a step took',
  );
  const retries = metricMeter.createCounter(
    'onboarding_step_retries_total',
    'attempts',
    'Attempts of a step that failed and are tried again',
  );
  const target = targetLabel(input.target);
  const started = performance.now();
  let outcome = 'failed';
  try {
    const did = await body();
    outcome = did ? 'changed' : 'unchanged';
    log.debug('step done', { userKey: input.userKey, target, step, outcome });
    return did;
  } catch (error) {
    const retry = error instanceof TargetError ? factsOf(error.code).retry : 'never';
    if (retry === 'poll') outcome = 'waiting';
    if (error instanceof TargetError && (retry === 'backoff' || retry === 'few')) {
      retries.add(1, { target, step, code: error.code });
    }
    throw error;
  } finally {
    durations.record((performance.now() - started) / 1_000, { target, step, outcome });
  }
}
