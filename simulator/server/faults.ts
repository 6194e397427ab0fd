import { z } from 'zod';
import { Duration, durationMs } from './duration';
import type { ForcedSync } from './system';

const kinds = 'one of {status, headers?, body?}, {delay}, {reset}, {truncate}, {drip}, {expireToken}, {sync}';

const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name');
const HeaderValue = z.string().regex(/^[\t\x20-\x7e]*$/, 'must be one line of printable ASCII');

const Deed = z.union(
  [
    z.strictObject({
      status: z.int().min(200).max(599),
      headers: z.record(HeaderName, HeaderValue).default({}),
      body: z.json().optional(),
    }),
    z.strictObject({ delay: Duration }),
    z.strictObject({ reset: z.enum(['before', 'after']) }),
    z.strictObject({ truncate: z.literal(true) }),
    z.strictObject({ drip: Duration }),
    z.strictObject({ expireToken: z.literal(true) }),
    z.strictObject({ sync: z.enum(['PENDING', 'ERROR', 'MISSING']) }),
  ],
  { error: `must be ${kinds}` },
);
type Deed = z.infer<typeof Deed>;

/** What a fault does to a request that it meets. */
export type Effect =
  | { readonly kind: 'status'; readonly answer: Extract<Deed, { status: number }> }
  | { readonly kind: 'delay' | 'drip'; readonly ms: number }
  | { readonly kind: 'reset'; readonly reset: 'before' | 'after' }
  | { readonly kind: 'sync'; readonly state: ForcedSync }
  | { readonly kind: 'truncate' | 'expireToken' };

/** A prefix of the path; text that begins and ends with a slash is a regular expression instead. */
const PathPattern = z
  .string()
  .min(1)
  .refine((text) => expressionOf(text) === undefined || compiles(text), 'is not a valid regular expression');

/** One fault (design, section 7). `skip` matches pass first, then `times` are served; no `times` means for ever. */
const Fault = z.strictObject({
  method: z.string().toUpperCase().optional(),
  path: PathPattern.optional(),
  user: z.string().optional(),
  skip: z.int().nonnegative().default(0),
  times: z.int().nonnegative().optional(),
  do: Deed,
});
type Fault = z.infer<typeof Fault>;

export const FaultList = z.array(Fault);
export type FaultList = z.infer<typeof FaultList>;

/** What of a request faults look at. `paths` holds the path as sent and decoded. */
export interface Matchable {
  readonly method: string;
  readonly paths: readonly string[];
  readonly user: string | undefined;
  /** Whether its answer shows a user's synchronisation, or the call starts one. */
  readonly synchronisation: 'shown' | 'started' | undefined;
}

export interface FaultBook {
  /** Finds the fault that a request meets, and counts it. */
  take(request: Matchable): Effect | undefined;
  replace(faults: FaultList): void;
}

/** Faults, first match wins. One that is used up, or still skipping, lets those behind it have the request. */
export function createFaultBook(initial: FaultList): FaultBook {
  let armed = arm(initial);
  return {
    take: (request) => armed.find((entry) => entry.matches(request) && entry.strikes())?.effect,
    replace: (faults) => {
      armed = arm(faults);
    },
  };
}

function arm(faults: FaultList) {
  return faults.map((fault) => {
    const path = pathMatcher(fault.path);
    let seen = 0;
    return {
      effect: effectOf(fault.do),
      matches: (request: Matchable) => concerns(fault, request) && request.paths.some(path),
      strikes: () => {
        seen += 1;
        return seen > fault.skip && seen <= fault.skip + (fault.times ?? Number.POSITIVE_INFINITY);
      },
    };
  });
}

function effectOf(deed: Deed): Effect {
  if ('status' in deed) return { kind: 'status', answer: deed };
  if ('delay' in deed) return { kind: 'delay', ms: durationMs(deed.delay) };
  if ('drip' in deed) return { kind: 'drip', ms: durationMs(deed.drip) };
  if ('reset' in deed) return { kind: 'reset', reset: deed.reset };
  if ('sync' in deed) return { kind: 'sync', state: deed.sync };
  return { kind: 'truncate' in deed ? 'truncate' : 'expireToken' };
}

function concerns(fault: Fault, request: Matchable): boolean {
  if (fault.method !== undefined && fault.method !== request.method) return false;
  if (fault.user !== undefined && fault.user !== request.user) return false;
  if (!('sync' in fault.do)) return true;
  // Counted where a state can be seen only, so that `times: 2` is two bent states; a start, which it bends until the
  // next one, must be named by its method.
  return request.synchronisation === 'shown' || (request.synchronisation === 'started' && fault.method !== undefined);
}

function pathMatcher(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) return () => true;
  const source = expressionOf(pattern);
  if (source === undefined) return (path) => path.startsWith(pattern);
  const expression = new RegExp(source);
  return (path) => expression.test(path);
}

function expressionOf(text: string): string | undefined {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/') ? text.slice(1, -1) : undefined;
}

function compiles(text: string): boolean {
  try {
    return Boolean(new RegExp(expressionOf(text) ?? ''));
  } catch {
    return false;
  }
}
