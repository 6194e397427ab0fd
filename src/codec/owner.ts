import { createHash } from 'node:crypto';
import type { SerializationContext } from '@temporalio/common';

const ownerBytes = 16;

// A schedule encrypts for the id that it was given; Temporal adds the time to that of each workflow it starts.
const scheduledTime = /-\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** A hash of the namespace and workflow that a payload belongs to; undefined where the SDK does not say both. */
export function ownerOf(context: SerializationContext | undefined): Buffer | undefined {
  if (context?.workflowId === undefined || context.workflowId === '') return undefined;
  const owner = JSON.stringify([context.namespace, context.workflowId.replace(scheduledTime, '')]);
  return createHash('sha256').update(owner).digest().subarray(0, ownerBytes);
}
