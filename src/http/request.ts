import type { Secret } from './secret';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A path template: `/v3/users/{id}`. */
  readonly path: string;
  /** What the template's names stand for, unencoded. */
  readonly parts?: Readonly<Record<string, string>>;
  /** The query, unencoded. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a form (application/x-www-form-urlencoded) in place of a body. */
  readonly form?: Readonly<Record<string, string>>;
}

/** `body` is parsed JSON, `undefined` when empty (or, at a status of 400 or more, not JSON). Not yet validated. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number;
}
