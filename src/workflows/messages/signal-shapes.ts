import type { Arrivals, Departures } from '../../domain/run/ledger';
import type { MaintenanceNotice } from '../../domain/run/maintenance';
import type { Paused } from '../../domain/run/outcome';
import type { SliceReport } from '../../domain/run/user-slice';

// Signals also come from the Web UI, where a person writes the argument, and nobody can refuse one: a handler that throws
// keeps its workflow from ever going on. What has not the shape of a message is none.

type Fields = Readonly<Record<string, unknown>>;

export function isNotice(value: unknown): value is MaintenanceNotice {
  return isFields(value) && value['on'] === true && isText(value['since']) && isTextOrAbsent(value['reason']);
}

/** Of the signal `gateChanged`. */
export function isGate(value: unknown): value is Paused | null {
  if (value === null) return true;
  if (!isFields(value) || !isText(value['since']) || !isTextOrAbsent(value['reason'])) return false;
  return value['by'] === 'operator' || value['by'] === 'maintenance';
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isSliceReport(value: unknown): value is SliceReport {
  if (!isFields(value) || typeof value['number'] !== 'number' || !isTexts(value['inFlight'])) return false;
  return Array.isArray(value['ended']) && value['ended'].every(isUserEnd);
}

export function isArrivals(value: unknown): value is Arrivals {
  return isDepartures(value) && 'at' in value && isText(value.at) && !Number.isNaN(Date.parse(value.at));
}

export function isDepartures(value: unknown): value is Departures {
  return isFields(value) && Array.isArray(value['users']) && value['users'].every(hasId);
}

/** A ledger knows users by id, and asks for nothing else. */
function hasId(user: unknown): boolean {
  if (!isFields(user) || !isFields(user['record'])) return false;
  return isText(user['record']['id'] ?? user['record']['email']);
}

function isUserEnd(value: unknown): boolean {
  if (!isFields(value) || !isText(value['key'])) return false;
  const { how, outcome, detail } = value;
  if (how === 'returned') return isOutcome(outcome);
  if (how === 'failed') return isFields(detail) && isFields(detail['failure']) && isOutcome(detail['outcome']);
  return how === 'not-begun';
}

function isOutcome(value: unknown): boolean {
  return isFields(value) && isTexts(value['changed']) && isTexts(value['leases']);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
