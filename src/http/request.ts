import type { Secret } from './secret';

/** A query, unencoded; a name with several values is sent once for each, in their order. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A path template: `/v3/users/{id}`. */
  readonly path: string;
  /** What the template's names stand for, unencoded. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a form (application/x-www-form-urlencoded) in place of a body. */
  readonly form?: Readonly<Record<string, string>>;
}

/** `body` is parsed JSON, `undefined` when empty (or, at a status of 400 or more, not JSON). Not yet validated. `location` and `etag`: headers, as they came. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number;
  readonly location?: string;
  readonly etag?: string;
}
