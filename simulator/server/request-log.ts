import { mask, maskIssued } from './issued-secret';

/** One request as `GET /__simulator/requests` shows it. `status` is null until the answer is sent, or when none was. */
export interface LoggedRequest {
  readonly n: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly user: string | null;
  status: number | null;
  effect: boolean;
  fault: string | null;
}

export type Seen = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'user'>;

export interface RequestLog {
  open(request: Seen): LoggedRequest;
  entries(): readonly LoggedRequest[];
  clear(): void;
}

/** Enough for ten thousand users; beyond it the oldest go, so that a long rehearsal doesn't grow for ever. */
const capacity = 250_000;
const secretName = /token|api-?key|password|secret/iu;

/** The requests in the order they came, without headers and bodies; secrets in paths and queries are masked. */
export function createRequestLog(password: string): RequestLog {
  let entries: LoggedRequest[] = [];
  let count = 0;
  return {
    open: (request) => {
      count += 1;
      const entry = { n: count, at: new Date().toISOString(), ...masked(request, password), ...unanswered };
      if (entries.length >= capacity) entries = entries.slice(capacity / 10);
      entries.push(entry);
      return entry;
    },
    entries: () => entries,
    clear: () => {
      entries = [];
      count = 0;
    },
  };
}

const unanswered: Pick<LoggedRequest, 'status' | 'effect' | 'fault'> = { status: null, effect: false, fault: null };

function masked(request: Seen, password: string): Seen {
  const clean = (text: string): string =>
    [password, encodeURIComponent(password)].reduce((rest, secret) => rest.replaceAll(secret, mask), maskIssued(text));
  const query = Object.entries(request.query).map(([name, value]): [string, string] => [
    clean(name),
    secretName.test(name) ? mask : clean(value),
  ]);
  return {
    method: request.method,
    path: clean(request.path),
    query: Object.fromEntries(query),
    user: request.user === null ? null : clean(request.user),
  };
}
