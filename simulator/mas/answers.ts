import type { Answer } from '../server/system';

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** An error as the core API words it. Only the codes that the contract names are codes; all else is prose. */
export function coreError(status: number, message: string): Answer {
  return { status, body: { exception: { message } } };
}

/** An error as Manage words it; `reasonCode` only where the contract names one. */
export function manageError(status: number, message: string, reasonCode?: string): Answer {
  const code = reasonCode === undefined ? {} : { reasonCode };
  return { status, body: { Error: { ...code, message, statusCode: String(status) } } };
}
