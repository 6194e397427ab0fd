import type { FailureCode } from '../../src/domain/failures/failures';

/** A way in which an answer goes wrong, and what the user ends with when it never stops. */
export interface FaultKind {
  readonly name: string;
  /** `do` of a simulator's fault. */
  readonly deed: object;
  readonly code: FailureCode;
}

const statuses = (code: FailureCode, ...all: readonly number[]): FaultKind[] =>
  all.map((status) => ({ name: String(status), deed: { status }, code }));

const answers = (code: FailureCode, bodies: Readonly<Record<string, unknown>>): FaultKind[] =>
  Object.entries(bodies).map(([name, body]) => ({ name, deed: { status: 200, body }, code }));

const lost = (name: string, deed: object): FaultKind => ({ name, deed, code: 'TARGET_UNAVAILABLE' });

/** What passes: the target is away, busy, or loses the request or the answer. */
export const outages: readonly FaultKind[] = [
  ...statuses('TARGET_UNAVAILABLE', 500, 502, 503, 504),
  ...statuses('TARGET_BUSY', 408, 425, 429),
  lost('reset before the write', { reset: 'before' }),
  lost('reset after the write', { reset: 'after' }),
  lost('answer cut in half', { truncate: true }),
];

/** What outlasts the deadline of a request, 10 s. */
export const lateAnswers: readonly FaultKind[] = [
  lost('answer too late', { delay: '11s' }),
  lost('answer in drops', { drip: '11s' }),
];

/** What looks like success and is none. */
export const strangeAnswers: readonly FaultKind[] = answers('UNEXPECTED_RESPONSE', {
  'login page': '<!doctype html><html><body>Please log in</body></html>',
  'empty body': '',
  'text that begins with Error': 'Error: upstream connect error',
  'wrong shape': [[]],
});

const redirect = (status: number): FaultKind => ({
  name: String(status),
  deed: { status, headers: { location: '/elsewhere' } },
  code: 'TARGET_REJECTED',
});

/** What trying again does not mend. */
export const refusals: readonly FaultKind[] = [
  ...statuses('TARGET_REJECTED', 400, 501, 505),
  ...statuses('TARGET_FORBIDDEN', 403),
  redirect(302),
  redirect(307),
];

/** The contract names a 404 for some calls; elsewhere its meaning is the call's. */
export const notFound: FaultKind = { name: '404', deed: { status: 404 }, code: 'MAS_USER_NOT_FOUND' };

/** The kinds of these names. */
export function named(kinds: readonly FaultKind[], ...names: readonly string[]): FaultKind[] {
  return kinds.filter(({ name }) => names.includes(name));
}
