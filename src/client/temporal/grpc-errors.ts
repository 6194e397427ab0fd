import { isGrpcServiceError, QueryRejectedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { type ClientCode, ClientError } from './client-error';

// Status codes of gRPC (grpc/doc/statuscodes.md).
const cancelled = 1;
const invalidArgument = 3;
const deadlineExceeded = 4;
const notFound = 5;
const permissionDenied = 7;
const failedPrecondition = 9;
const unimplemented = 12;
const unavailable = 14;
const unauthenticated = 16;

const remedies = {
  TEMPORAL_UNREACHABLE: 'Check that Temporal runs at this address and that its TLS settings fit (onboard doctor).',
  TEMPORAL_DENIED: 'Check the API key or client certificate, and that it may use this namespace.',
  TEMPORAL_NAMESPACE_UNKNOWN: 'Correct the namespace that is named (TEMPORAL_NAMESPACE), or create it.',
  SEARCH_ATTRIBUTES_MISSING: 'Register them once: onboard setup',
  RUN_NOT_FOUND: 'See onboard list; a closed run is forgotten after the retention time of the namespace.',
  TEMPORAL_FAILED: 'See the log of the Temporal server; try again.',
} as const satisfies Partial<Record<ClientCode, string>>;

type GrpcFault = { readonly code: number; readonly details: string };

/** Runs `work`; what Temporal answers wrongly becomes a `ClientError`, any other error is left alone. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toClientError(error);
  }
}

/** Whether asking again later may help: no answer in time, no connection, no worker to answer a query, or a pause. */
export function isPassing(error: unknown): boolean {
  if (error instanceof QueryRejectedError) return true;
  const fault = grpcFault(error);
  return fault !== undefined && [cancelled, deadlineExceeded, unavailable, failedPrecondition].includes(fault.code);
}

/** Whether nobody answered in the time given; near its end the server may cancel the call before we do. */
export function isDeadline(error: unknown): boolean {
  const code = grpcFault(error)?.code;
  return code === deadlineExceeded || code === cancelled;
}

/**
 * Whether a change was lost because the run heard of something else while it took the change: asked again, it is heard.
 * The server has no code of its own for that (service/history/workflow/update/abort_reason.go).
 */
export function isDisturbed(error: unknown): boolean {
  const fault = grpcFault(error);
  return fault?.code === failedPrecondition && fault.details.includes('unexpected workflow task failure');
}

/** Whether the run has had as many updates as Temporal allows (service/history/workflow/update/registry.go). */
export function hasNoUpdatesLeft(error: unknown): boolean {
  const fault = grpcFault(error);
  return fault?.code === failedPrecondition && fault.details.includes('limit on the total number of distinct updates');
}

/** Whether somebody paused the workflow in Temporal itself: it takes no update and answers no query. */
function isPausedThere(error: unknown): boolean {
  if (error instanceof QueryRejectedError) return true;
  const fault = grpcFault(error);
  return fault?.code === failedPrecondition && fault.details.includes('Workflow is paused');
}

/** Whether no worker was there to answer. */
export function isUnanswered(error: unknown): boolean {
  return isDeadline(error) || grpcFault(error)?.code === failedPrecondition;
}

/** Whether Temporal does not have what was asked for. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcFault(error)?.code === notFound;
}

/** Whether the service does not offer or not allow the call: managed namespaces are administered elsewhere. */
export function isNotOffered(error: unknown): boolean {
  const code = grpcFault(error)?.code;
  return code === unimplemented || code === permissionDenied || code === unauthenticated;
}

export function toClientError(error: unknown): unknown {
  if (error instanceof ClientError) return error;
  if (error instanceof WorkflowNotFoundError) {
    return new ClientError('RUN_NOT_FOUND', 'There is no such run.', remedies.RUN_NOT_FOUND);
  }
  if (error instanceof WorkflowUpdateFailedError) {
    const reason = error.cause?.message ?? 'the run refused';
    return new ClientError('RUN_REFUSED', `The run refused: ${reason}.`, 'See onboard status for its state.');
  }
  const standstill = standstillOf(error);
  if (standstill !== undefined) return standstill.because(error);
  const fault = grpcFault(error);
  if (fault === undefined) return error;
  const code = codeOf(fault);
  return new ClientError(code, `Temporal: ${shortened(fault.details)}`, remedies[code]).because(error);
}

function standstillOf(error: unknown): ClientError | undefined {
  if (isPausedThere(error)) {
    const remedy = 'Let it go on: temporal workflow unpause, or the Web UI.';
    return new ClientError('RUN_REFUSED', 'The run is paused in Temporal itself, and takes no orders.', remedy);
  }
  if (hasNoUpdatesLeft(error)) {
    const remedy = 'Let it end (onboard close, or onboard cancel), then give the same command again.';
    return new ClientError('RUN_REFUSED', 'The run has had as many updates as Temporal allows.', remedy);
  }
  return undefined;
}

function codeOf({ code, details }: GrpcFault): keyof typeof remedies {
  switch (code) {
    case unavailable:
    case deadlineExceeded:
    case cancelled:
      return 'TEMPORAL_UNREACHABLE';
    case permissionDenied:
    case unauthenticated:
      return 'TEMPORAL_DENIED';
    case notFound:
      return details.includes('amespace') ? 'TEMPORAL_NAMESPACE_UNKNOWN' : 'RUN_NOT_FOUND';
    // The server has no code of its own for a search attribute that it does not know.
    case invalidArgument:
      return details.includes('search attribute') ? 'SEARCH_ATTRIBUTES_MISSING' : 'TEMPORAL_FAILED';
    default:
      return 'TEMPORAL_FAILED';
  }
}

function grpcFault(error: unknown): GrpcFault | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (isGrpcServiceError(current)) return current;
    current = current.cause;
  }
  return undefined;
}

/** The gRPC library adds where it looked for the reason, which tells a reader nothing. */
function shortened(details: string): string {
  return details.replace(/\. Resolution note:.*$/, '').replace(/,name resolution:.*$/, '');
}
