import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { z } from 'zod';

export const historiesFolder = join(__dirname, 'histories');

const root = join(__dirname, '..', '..');

/** Keeps the newest history of a workflow as `{name}.json`. */
export async function saveHistory(client: Client, workflowId: string, name: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  mkdirSync(historiesFolder, { recursive: true });
  writeFileSync(join(historiesFolder, `${name}.json`), impersonal(historyToJSON(history)));
}

/** Without the paths and the host name of the machine that recorded. */
function impersonal(history: string): string {
  return `${history.replaceAll(root, '').replaceAll(`${process.pid}@${hostname()}`, 'worker').replaceAll(hostname(), 'host')}\n`;
}

const Recorded = z.object({
  events: z
    .tuple([z.object({ workflowExecutionStartedEventAttributes: z.object({ workflowId: z.string() }) })])
    .rest(z.unknown()),
});

/** Whose history it is: the ids of a run's slices begin with its own. */
export function workflowIdOf(history: unknown): string {
  return Recorded.parse(history).events[0].workflowExecutionStartedEventAttributes.workflowId;
}
