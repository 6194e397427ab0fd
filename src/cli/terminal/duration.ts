import { InvalidArgumentError } from 'commander';

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const form = /^(\d{1,9})(ms|s|m|h|d)$/;
const longestMs = 366 * unitsMs.d;

/** `30s`, `10m`, `24h`, `500ms`, `2d` in milliseconds; `0` too. Throws commander's error for anything else, or above 366 days. */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  const [, amount, unit] = form.exec(text) ?? [];
  const factor = Object.entries(unitsMs).find(([name]) => name === unit)?.[1];
  if (amount === undefined || factor === undefined) {
    throw new InvalidArgumentError('Write a duration such as 500ms, 30s, 10m, 24h or 2d.');
  }
  const durationMs = Number(amount) * factor;
  if (durationMs > longestMs) throw new InvalidArgumentError('At most 366d.');
  return durationMs;
}

/** As `parseDuration`, but more than nothing. */
export function parsePositiveDuration(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs === 0) throw new InvalidArgumentError('Must be more than 0.');
  return durationMs;
}

/** For people: `4 s`, `3 min`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
