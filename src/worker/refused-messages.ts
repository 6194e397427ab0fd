import type { MetricMeter } from '@temporalio/common';
import type { InjectedSinks } from '@temporalio/worker';
import type { RefusalSinks } from '../workflows/messages/listen';

/** Counts the messages that workflows refuse; a replay counts nothing again. */
export function refusedMessages(meter: MetricMeter): InjectedSinks<RefusalSinks> {
  const refusals = meter.createCounter(
    'onboarding_refused_messages_total',
    'messages',
    'Signals, updates and queries that a workflow ignored or refused',
  );
  return {
    onboarding: {
      refused: {
        fn: ({ workflowType, namespace, taskQueue }, { kind, message }) =>
          refusals.add(1, { kind, message, workflowType, namespace, taskQueue }),
        callDuringReplay: false,
      },
    },
  };
}
