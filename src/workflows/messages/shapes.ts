import { type SignalDefinition, setHandler } from '@temporalio/workflow';
import type { Arrivals, Departures } from '../../domain/run/ledger';
import type { Paused } from '../../domain/run/outcome';
import type { MembershipAnswer, MembershipRequest } from '../../domain/run/team-writing';
import type { SliceReport } from '../../domain/run/user-slice';

// Messages also come from the Web UI, where a person writes the argument. What has not the shape of a message is none: a
// signal is ignored, for a handler that throws keeps its workflow from ever going on; an update is refused (check-updates).

/** Takes a signal; one of another shape is ignored. */
export function listen<T>(
  signal: SignalDefinition<[T]>,
  isShape: (value: unknown) => value is T,
  handle: (value: T) => void | Promise<void>,
): void {
  setHandler(signal, (value: unknown) => (isShape(value) ? handle(value) : undefined));
}

export type Fields = Readonly<Record<string, unknown>>;

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

export function isMembershipRequest(value: unknown): value is MembershipRequest {
  if (!isFields(value) || !isText(value['id']) || typeof value['patienceMs'] !== 'number') return false;
  const { asker, person, change } = value;
  return hasTexts(asker, ['workflowId', 'runId']) && hasTexts(person, ['id', 'email']) && isChange(change);
}

function isChange(value: unknown): boolean {
  return isFields(value) && (value['kind'] === 'leave' || (value['kind'] === 'join' && isText(value['role'])));
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isFields(value) && names.every((name) => isText(value[name]));
}

export function isMembershipAnswer(value: unknown): value is MembershipAnswer {
  if (!isFields(value) || !isText(value['id'])) return false;
  const { status, changed, code, message, attempts, final } = value;
  if (status === 'done') return typeof changed === 'boolean';
  if (status === 'withdrawn') return true;
  const told = isText(code) && isText(message) && typeof attempts === 'number' && typeof final === 'boolean';
  return status === 'failed' && told;
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

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isText(value);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
