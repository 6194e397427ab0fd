import { InvalidArgumentError } from 'commander';
import { parsePositiveDuration } from './duration';

const dated = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** `24h` (so long ago), `2026-01-31` or `2026-01-31T08:00Z`, in ISO 8601. Throws commander's error for anything else. */
export function parseMoment(text: string): string {
  if (!/^\d{4}-/.test(text)) return new Date(Date.now() - parsePositiveDuration(text)).toISOString();
  const moment = dated.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) {
    throw new InvalidArgumentError('Write a duration such as 24h, or a date such as 2026-01-31 or 2026-01-31T08:00Z.');
  }
  return new Date(moment).toISOString();
}
