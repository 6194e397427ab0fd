import type { DepartureStep } from '../../../domain/run/departure';
import type { Leaving } from '../../../domain/run/run';
import { targetPlace } from '../../../domain/run/names';
import { userId } from '../../../domain/tenant/person';
import type { DepartingUser, DepartureCounts, DepartureFinding } from '../../../plan/departure-findings';
import type { Named } from './departing-users';
import { printable } from '../../terminal/printable';
import { table } from '../../terminal/table';
import type { Paint } from '../../terminal/terminal';

/** What an offboarding would take, as it is printed. */
export interface DeparturePlanned extends Omit<Named, 'users'>, Leaving {
  readonly status: 'nothing-to-do' | 'changes' | 'incomplete';
  readonly summary: { readonly total: number; readonly users: DepartureCounts };
  readonly users: readonly DepartingUser[];
}

/** What an offboarding would do about something that is still there. */
const todo: Readonly<Record<DepartureStep, string>> = {
  inspect: 'look at',
  ungroup: 'remove from',
  leave: 'leave',
  deprovision: 'account:',
};

/** What an offboarding would take, for a person: each user of whom there is something left, and the counts. */
export function departuresText(
  { tenant, target, status, summary, users, force }: DeparturePlanned,
  paint: Paint,
): string {
  const shown = users.filter(({ verdict }) => verdict !== 'gone').map((user) => userText(user, force, paint));
  const { remove, gone, unknown, failed } = summary.users;
  const counts = [summary.total, remove, gone, summary.users['changed-since'], unknown, failed].map(String);
  return [
    `${paint('bold', tenant)} ← ${targetPlace(target)}: ${status}`,
    ...(shown.length === 0 ? [] : ['', ...shown]),
    '',
    table(['users', 'to remove', 'gone', 'changed since', 'unknown', 'not readable'], [counts]),
  ].join('\n');
}

function userText(user: DepartingUser, force: boolean, paint: Paint): string {
  const stays = user.verdict === 'changed-since';
  const missing = stays ? [] : user.steps.flatMap((found) => (found.state === 'missing' ? [wordsOf(found)] : []));
  const line = (sign: string, text: string): string => `  ${sign} ${printable(text)}`;
  return [
    `${printable(userId(user))} (${user.type})`,
    ...(missing.length === 0 ? [] : [line(paint('red', '-'), missing.join('; '))]),
    ...user.steps.flatMap((found) => {
      if (found.state === 'differs') return [line(paint('yellow', '~'), differsText(found.differs, force))];
      if (found.state === 'unknown') return [line(paint('yellow', '?'), `unknown: ${found.step}: ${found.why}`)];
      if (found.state !== 'failed') return [];
      return [line(paint('red', '!'), `not readable: ${found.step}: ${found.code}: ${found.message}`)];
    }),
  ].join('\n');
}

function wordsOf({ step, missing }: DepartureFinding & { state: 'missing' }): string {
  return `${todo[step]} ${missing.join(', ')}`;
}

function differsText(differs: readonly string[], force: boolean): string {
  return `somebody else changed ${differs.join(', ')}; ${force ? 'removed all the same' : 'not removed unless --force'}`;
}
