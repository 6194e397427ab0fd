import { rowsOf, type RunOutcome, type UserStatusRow } from '../../../client';
import { printable } from '../../terminal/printable';
import { table } from '../../terminal/table';

/** Every user of a run that has ended, with its state; undefined for a run without a result. */
export function userStates(outcome: RunOutcome): string | undefined {
  if (outcome.kind !== 'result') return undefined;
  return table(['user', 'state', 'why'], rowsOf(outcome.result).map(rowOf));
}

function rowOf({ id, state }: UserStatusRow): readonly string[] {
  const why = state.status === 'failed' ? `${state.code} at ${state.step}` : '';
  return [printable(id), state.status, why];
}
