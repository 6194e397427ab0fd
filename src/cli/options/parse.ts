import { InvalidArgumentError } from 'commander';
import { systems } from '../../domain/systems/systems';
import { TenantName } from '../../domain/tenant/tenant';
import { type Item, parsed } from '../command/option';
import { UsageError } from '../command/errors';
import { parsePositiveDuration } from '../terminal/duration';

/** A length of time, more than nothing. */
export function duration(written: string, help: string): Item<number | undefined> {
  return parsed(written, help, parsePositiveDuration);
}

/** A parser for a whole number in a range, both ends included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

/** Throws `UsageError` for a text that no tenant can be called. */
export function tenantName(text: unknown): string {
  const parsed = TenantName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`The name of a tenant ${parsed.error.issues[0]?.message ?? 'is wrong'}.`, 'See onboard list.');
}

const targetForm = new RegExp(`^(?:${systems.join('|')}):[a-z0-9][a-z0-9-]{0,62}$`);

/** `mas:inst1`, as search attributes and metrics name a target. Throws commander's error for anything else. */
export function parseTargetName(text: string): string {
  if (targetForm.test(text)) return text;
  throw new InvalidArgumentError(`Write SYSTEM:INSTANCE, such as mas:inst1; systems: ${systems.join(', ')}.`);
}

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
