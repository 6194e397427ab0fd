import type { SyncOutcome } from '../../../client';
import { factsOf } from '../../../domain/failures/failures';
import type { KindChange } from '../../../domain/run/ledger';
import { targetPlace } from '../../../domain/run/names';
import type { TenantResult } from '../../../domain/run/outcome';
import { userId } from '../../../domain/tenant/person';
import type { SyncInput, SyncResult } from '../../../domain/sync/sync';
import { formatDuration } from '../../terminal/duration';
import { printable } from '../../terminal/printable';
import { table } from '../../terminal/table';
import type { Paint } from '../../terminal/terminal';

const shownUsers = 50;

/** How a synchronisation ended, for a person. */
export function syncText({ tenant, target }: SyncInput, outcome: SyncOutcome, paint: Paint): string {
  const place = `${paint('bold', tenant)} ⇄ ${targetPlace(target)}`;
  if (outcome.kind === 'failed') {
    const { code, message, remedy } = outcome.error;
    const users = outcome.touched === 'nobody' ? 'no user was touched' : 'users may have been changed';
    return [
      `${place}: ${paint('red', 'failed')}, ${users}`,
      `  ${code}: ${printable(message)}`,
      `  what to do: ${remedy}`,
    ].join('\n');
  }
  const { result, startedAt, finishedAt } = outcome;
  const took = formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  const colour = result.status === 'completed' ? 'green' : 'yellow';
  const parts = partsOf(result);
  return [
    `${place}: ${paint(colour, result.status)} in ${took}`,
    ...(parts.length === 0
      ? ['Nothing to do: nobody is wanted, and nobody is onboarded.']
      : ['', table(['', 'users', 'completed', 'failed', 'cancelled', 'changed'], parts.map(countsOf))]),
    ...failures(result),
    ...wholeFailure(result),
    ...differingText(result.differing),
    ...(result.ledgerFull === true ? ['', ledgerFullText] : []),
  ].join('\n');
}

export const ledgerFullText =
  'The ledger had no room for everybody who was onboarded: those it does not know are never removed by a synchronisation.';

type Part = readonly [name: 'onboarded' | 'offboarded', result: TenantResult];

function partsOf({ onboarded, offboarded }: SyncResult): readonly Part[] {
  return [
    ...(onboarded === undefined ? [] : [['onboarded', onboarded] as const]),
    ...(offboarded === undefined ? [] : [['offboarded', offboarded] as const]),
  ];
}

function countsOf([name, { counts, changed }]: Part): readonly string[] {
  const { total, completed, failed, cancelled } = counts;
  return [name, ...[total, completed, failed, cancelled, changed].map(String)];
}

function failures(result: SyncResult): readonly string[] {
  const failed = partsOf(result).flatMap(([name, part]) => part.failed.map((user) => ({ name, user })));
  if (failed.length === 0) return [];
  const shown = failed.slice(0, shownUsers);
  const rows = shown.map(({ name, user }) => [
    name === 'onboarded' ? 'onboard' : 'offboard',
    userId(user),
    user.step,
    user.code,
    user.message,
  ]);
  const rest = failed.length - shown.length;
  const codes = [...new Set(shown.map(({ user }) => user.code))];
  return [
    '',
    table(['part', 'failed user', 'step', 'code', 'message'], rows),
    ...(rest > 0 ? [`… and ${rest} more: --output json shows all`] : []),
    '',
    ...codes.map((code) => `What to do about ${code}: ${factsOf(code).remedy}`),
    'The next synchronisation tries them again.',
  ];
}

function wholeFailure({ offboardingFailure }: SyncResult): readonly string[] {
  if (offboardingFailure === undefined) return [];
  const { code, message } = offboardingFailure;
  return [
    '',
    `Nobody was offboarded: ${code}: ${printable(message)}`,
    `What to do about ${code}: ${factsOf(code).remedy}`,
  ];
}

/** Those whose kind changed in the file. */
export function differingText(differing: readonly KindChange[]): readonly string[] {
  if (differing.length === 0) return [];
  const shown = differing.slice(0, shownUsers).map(({ id, kind, was }) => [id, was, kind]);
  const rest = differing.length - shown.length;
  return [
    '',
    table(['differs', 'onboarded as', 'wanted as'], shown),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
    'What exists is never modified: to change a kind, offboard the user and onboard it again.',
  ];
}
