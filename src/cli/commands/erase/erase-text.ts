import type { Erasable, Erased, Execution, ExecutionKind } from '../../../client';
import { table } from '../../terminal/table';

const words: Readonly<Record<ExecutionKind, readonly [one: string, many: string]>> = {
  user: ['workflow of a user', 'workflows of users'],
  slice: ['slice of a run', 'slices of runs'],
  run: ['run', 'runs'],
  sync: ['synchronisation', 'synchronisations'],
  ledger: ['history of a ledger', 'histories of ledgers'],
  'team-writer': ["history of a team's writer", "histories of teams' writers"],
  schedule: ['history of a schedule', 'histories of schedules'],
};

/** How many of each kind. */
export function countKinds(executions: readonly Execution[]): Partial<Record<ExecutionKind, number>> {
  const counts: Partial<Record<ExecutionKind, number>> = {};
  for (const { kind } of executions) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** What a person has to know before a yes. */
export function whatGoes({ tenant, executions, ledgers, persons }: Erasable): readonly string[] {
  const counts = countKinds(executions);
  const parts = Object.entries(words).flatMap(([name, [one, many]]) => {
    const count = Object.entries(counts).find(([kind]) => kind === name)?.[1] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const runs = (counts.run ?? 0) + (counts.sync ?? 0);
  return [
    `Of ${tenant}, this is deleted from Temporal for ever: ${parts.join(', ')}.`,
    ...(persons.length > 0 && runs > 0
      ? ['With a run its report goes, for all of its users; the workflows of the others stay.']
      : []),
    ...(ledgers.length > 0
      ? [
          'The ledger forgets the users: no synchronisation takes them out of the target. onboard offboard does, before.',
        ]
      : []),
    ...(persons.length === 0 && (counts.ledger ?? 0) > 0
      ? ['The ledger goes: nobody counts as onboarded, and no synchronisation takes anybody out of the target.']
      : []),
  ];
}

/** What the deletion did not reach. */
export function whatStays(
  { left, stopped }: Pick<Erased, 'left' | 'stopped'>,
  mode: 'embedded' | 'cluster',
): readonly string[] {
  const some = left.length === 0 ? [] : [`Temporal still has ${left.length} of them: give the same command again.`];
  const stuck =
    stopped === undefined
      ? some
      : [`Stopped while Temporal deletes; to be asked for yet: ${left.length}. Give the same command again.`];
  const place =
    mode === 'embedded'
      ? 'the log of the database (temporal.db-wal) is overwritten as runs go on'
      : 'archives and backups of Temporal';
  return [...stuck, `Not touched: the target system, files that commands wrote; ${place} (docs/how-to/erasing.md).`];
}

export function erasureTable(executions: readonly Execution[]): string {
  const rows = executions.map(({ kind, workflowId, runId }) => [kind, workflowId, runId]);
  return table(['what', 'workflow', 'run'], rows);
}

export function erasureJson(erased: readonly Execution[], left: readonly Execution[]) {
  const named = ({ kind, workflowId, runId }: Execution) => ({ kind, workflowId, runId });
  return { histories: erased.map(named), left: left.map(named) };
}
