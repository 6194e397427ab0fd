import type { IncomingHttpHeaders } from 'node:http';

/** What the TLS layer saw of the caller: `untrusted` is a certificate that our authority did not sign, or an expired one. */
export type ClientCertificate = 'none' | 'trusted' | 'untrusted';

/** A synchronisation state forced by a fault. */
export type ForcedSync = 'PENDING' | 'ERROR' | 'MISSING';

/** A request, taken apart. `body` is the parsed JSON; `undefined` when there is none or it is malformed. */
export interface Call {
  /** As it was sent. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** The body as a form; empty when it is none. */
  readonly form: Readonly<Record<string, string>>;
  readonly certificate: ClientCertificate;
  readonly forcedSync: ForcedSync | undefined;
}

/** `body`: a string is sent as it is, anything else as JSON, `undefined` as no body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call of a system's contract. `path` is a template with `:name` parts; `handle` decides at once and without I/O. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  /** The user whom the request is about, for faults and the request log. */
  user(call: Call): string | undefined;
  /** Whether the request shows or starts a synchronisation, which a fault can bend. */
  synchronisation(call: Call): 'shown' | 'started' | undefined;
  handle(call: Call): Answer;
}

/** A target system, as the server in front of it sees it. */
export interface SimulatedSystem {
  readonly routes: readonly Route[];
  /** How many changes were made: a request that moves this number took effect. */
  changes(): number;
  /** What `GET /__simulator/state` answers. */
  snapshot(): unknown;
  /** Every token issued so far stops being accepted. */
  expireTokens(): void;
  /** Back to how it was at the start. */
  reset(): void;
  /** Puts people into the directory that the system reads, which none of its calls can. Throws a `ZodError`. */
  addPeople?(entries: unknown): void;
}
