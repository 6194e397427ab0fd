import type { Client } from '@temporalio/client';
import type { MetricMeter } from '@temporalio/common';
import { setTimeout as pause } from 'node:timers/promises';
import { departureTypes, workflowTypes } from '../domain/run/names';
import { ofQueue, openAs, stuckWorkflows } from '../domain/run/search-attributes';

export interface OpenRuns {
  readonly client: Pick<Client, 'workflow'>;
  /** `mas:inst1`: the targets whose runs are counted. */
  readonly targets: readonly string[];
  readonly taskQueue: string;
  readonly meter: MetricMeter;
  readonly stop: AbortSignal;
}

const everyMs = 30_000;
const states = ['running', 'paused', 'waiting-for-target', 'needs-attention'] as const;
const types = [workflowTypes.tenant, departureTypes.tenant].map((name) => `'${name}'`).join(', ');

/**
 * Shows how many runs are open, by target and state, and how many workflows are stuck, until `stop`: every half a minute as the server's visibility store
 * has it, so that every worker shows the same whichever ran them. A count that fails is left out.
 */
export async function showOpenRuns({ client, targets, taskQueue, meter, stop }: OpenRuns): Promise<void> {
  const open = meter.createGauge('onboarding_open_runs', 'int', 'runs', 'Runs that are open, of either way');
  const stuck = meter.createGauge(
    'onboarding_stuck_workflows',
    'int',
    'workflows',
    'Workflows whose tasks keep failing',
  );
  const shown = targets.flatMap((target) => states.map((outcome) => ({ target, outcome })));
  while (!stop.aborted) {
    for (const labels of shown) {
      const counted = await client.workflow.count(queryOf(labels)).catch(() => undefined);
      if (counted !== undefined) open.set(counted.count, labels);
    }
    const counted = await client.workflow.count(`${stuckWorkflows} AND ${ofQueue(taskQueue)}`).catch(() => undefined);
    if (counted !== undefined) stuck.set(counted.count, {});
    await pause(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

function queryOf({ target, outcome }: { readonly target: string; readonly outcome: (typeof states)[number] }): string {
  return `OnboardTarget = '${target}' AND WorkflowType IN (${types}) AND ${openAs(outcome)}`;
}
