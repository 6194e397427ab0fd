import { appendFile } from 'node:fs/promises';
import {
  type Erasable,
  erase,
  type Erased,
  erasureLine,
  type Execution,
  type ExecutionKind,
  findErasable,
} from '../../../client';
import { errorCode } from '../../../input/text/read-source';
import { readableUserKey, userKey } from '../../../input/tenant/user-key';
import { mayRemove, requireConsent } from '../../follow/ask-before-removing';
import type { Context } from '../../command/context';
import { pathFrom } from '../../terminal/host';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { jsonOf, type Output } from '../../terminal/terminal';
import { UsageError } from '../../command/errors';
import { idKeyOf } from '../../place/user-keys';
import { table } from '../../terminal/text';
import type { Asked } from '../../options';

interface EraseRequest extends Asked {
  readonly what: {
    readonly tenant: string;
    readonly users: readonly string[] | undefined;
    readonly at: string | undefined;
    readonly plan: boolean;
    readonly agreed: boolean;
    readonly auditFile: string | undefined;
  };
}

/** `onboard erase`. */
export async function eraseHistories(context: Context, request: EraseRequest): Promise<ExitCode> {
  const { what, output } = request;
  const { tenant, users, at } = what;
  if (!what.plan) requireConsent(context, what, 'Deleting histories');
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const keysOf = (id: string) => [userKey(id, idKeyOf(context)), readableUserKey(id)];
    const found = await findErasable(stage.session.temporal, { tenant, at, users, keysOf });
    const { terminal } = context;
    if (found.executions.length === 0) {
      terminal.say(`Temporal holds nothing of ${users === undefined ? tenant : 'the users that were named'}.`);
      return tell(context, { found, erased: [], left: [], status: 'nothing-to-do' }, output);
    }
    for (const line of whatGoes(found)) terminal.say(line);
    if (what.plan) return tell(context, { found, erased: [], left: [], status: 'planned' }, output);
    if (!(await mayRemove(context, `Delete ${found.executions.length} histories of ${tenant}?`, what))) {
      return exitCodes.done;
    }
    return carryOut(stage, found, request);
  });
}

async function carryOut(stage: Stage, found: Erasable, { what, output }: EraseRequest): Promise<ExitCode> {
  const { context, session, interrupted } = stage;
  const [ledger] = found.ledgers;
  if (ledger !== undefined) await stage.answerQuestions(ledger);
  context.terminal.say('Deleting. What ended a moment ago takes Temporal up to a minute.');
  const { erased, left, stopped } = await erase(session.temporal, found, { signal: interrupted });
  const line = JSON.stringify(erasureLine(session.temporal, found, erased));
  context.terminal.say(line);
  if (what.auditFile !== undefined) await append(pathFrom(context.host, what.auditFile), line);
  const complete = left.length === 0 && stopped === undefined;
  for (const words of whatStays({ left, stopped }, session.place.mode)) context.terminal.say(words);
  const exitCode = tell(context, { found, erased, left, status: complete ? 'erased' : 'incomplete' }, output);
  if (stopped !== undefined) throw stopped.by;
  return exitCode;
}

interface Told extends Erased {
  readonly found: Erasable;
  readonly status: 'planned' | 'nothing-to-do' | 'erased' | 'incomplete';
}

function tell({ terminal }: Context, told: Told, output: Output): ExitCode {
  const { found, erased, left, status } = told;
  const shown = status === 'planned' ? found.executions : erased;
  if (output !== 'table') {
    const { tenant } = found;
    terminal.data(jsonOf({ tenant, status, counts: countKinds(shown), ...erasureJson(shown, left) }, output));
  } else if (shown.length > 0) terminal.data(erasureTable(shown));
  return status === 'incomplete' ? exitCodes.someFailed : exitCodes.done;
}

async function append(path: string, line: string): Promise<void> {
  try {
    await appendFile(path, `${line}\n`, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      `The histories are deleted, but ${path} cannot be written (${errorCode(error)}).`,
      'Keep the line above: it is written nowhere else.',
    );
  }
}

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
