/** The longest pause a server can ask for. */
export const longestPauseMs = 600_000;

/**
 * Reads a `Retry-After` header: milliseconds from `now` (ms since the epoch), at most ten minutes, 0 for a date in the
 * past, `undefined` for none or one that is neither whole seconds nor a date (RFC 9110, 10.2.3).
 */
export function parseRetryAfter(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, longestPauseMs);
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(date - now, 0), longestPauseMs);
}
