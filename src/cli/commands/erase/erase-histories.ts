import { appendFile } from 'node:fs/promises';
import { erase, type Erasable, type Erased, erasureLine, findErasable } from '../../../client';
import type { System } from '../../../domain/systems/systems';
import { errorCode } from '../../../input/text/read-source';
import { readableUserKey, userKey } from '../../../input/tenant/user-key';
import { mayRemove, requireConsent } from '../../follow/ask-before-removing';
import type { Context } from '../../command/context';
import { pathFrom } from '../../terminal/host';
import { countKinds, erasureJson, erasureTable, whatGoes, whatStays } from './erase-text';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import type { PlaceWish } from '../../options/place';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { jsonOf, type Output } from '../../terminal/terminal';
import { UsageError } from '../../command/usage-error';
import { idKeyOf } from '../../place/user-keys';

interface EraseRequest {
  readonly what: {
    readonly tenant: string;
    readonly users: readonly string[] | undefined;
    readonly system: System | undefined;
    readonly plan: boolean;
    readonly agreed: boolean;
    readonly auditFile: string | undefined;
  };
  readonly place: PlaceWish;
  readonly output: Output;
}

/** `onboard erase`. */
export async function eraseHistories(context: Context, request: EraseRequest): Promise<ExitCode> {
  const { what, output } = request;
  const { tenant, users, system } = what;
  if (!what.plan) requireConsent(context, what, 'Deleting histories');
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const keysOf = (id: string) => [userKey(id, idKeyOf(context)), readableUserKey(id)];
    const found = await findErasable(stage.session.temporal, { tenant, system, users, keysOf });
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
