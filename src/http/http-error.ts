/** Why a request brought no answer that can be used, in words. A status of 400 or more is an answer, not an error. */
export const httpErrorKinds = {
  refused: 'the connection was refused',
  dns: 'the host name was not resolved',
  tls: 'the TLS handshake failed',
  timeout: 'no complete answer came in time',
  reset: 'the connection was closed before the answer',
  network: 'the network failed',
  truncated: 'the answer broke off',
  'too-large': 'the answer was larger than allowed',
  'bad-json': 'the answer was not JSON',
  protocol: 'the answer was not HTTP',
  redirect: 'the answer was a redirect, which is not followed',
  paused: 'the target asked for a pause',
  rate: "the worker's own limit of requests a second was reached",
  silent: 'nothing has answered lately, so it was not asked',
  unsendable: 'the request could not be built',
} as const;

export type HttpErrorKind = keyof typeof httpErrorKinds;

/**
 * A failed request. It holds no address, header, body or original error: only a kind, the system's error code
 * (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …), and for a redirect the status.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly kind: HttpErrorKind;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: HttpErrorKind, facts: { code?: string | undefined; retryAfterMs?: number } = {}) {
    super(facts.code === undefined ? httpErrorKinds[kind] : `${httpErrorKinds[kind]} (${facts.code})`);
    this.kind = kind;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs;
  }
}
