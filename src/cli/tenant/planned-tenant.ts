import type { TenantDefinition } from '../../domain/tenant/tenant';
import { decodeText } from '../../input/text/decode-text';
import { formatProblems } from '../../input/text/problem';
import { readFileSource } from '../../input/text/read-source';
import { parseTenantFile } from '../../input/tenant/tenant-file';
import { type Move, movesBetween } from '../../plan/moves';
import { canonical, parsePlan, type PlanDocument, plannedDefinition } from '../../plan/plan-document';
import type { Context } from '../command/context';
import { printable } from '../terminal/text';
import type { PlanSource, TargetHints } from '../options';
import { surveyTenant, type SurveyWish } from './survey-tenant';
import { readTenant } from './read-tenant';
import { jsonOf, type Output } from '../terminal/terminal';
import { pathFrom } from '../terminal/host';
import { UsageError } from '../command/errors';

/** A plan, what the tenant was said to be beside it, and how its target is looked at again. */
export interface PlanWish extends SurveyWish {
  readonly source: PlanSource;
  readonly target: TargetHints;
  readonly output: Output;
}

const shownMoves = 50;

/** A plan, and the tenant that it was made for. */
export interface Planned {
  readonly definition: TenantDefinition;
  readonly plan: PlanDocument;
}

/** A plan, when the file beside it is still as it was then. Throws `UsageError`, also for a plan that is none. */
export async function readPlanned(
  context: Context,
  { source, target }: Pick<PlanWish, 'source' | 'target'>,
): Promise<Planned> {
  const { plan: path, file } = source;
  const plan = await readPlan(pathFrom(context.host, path), path);
  const definition = definitionOf({ plan, path }, target);
  const given = file === undefined ? definition : (await readTenant(context, { source: file, target })).definition;
  if (canonical(given) !== canonical(definition)) {
    throw new UsageError('The tenant file is not the one that the plan was made for.', 'Make a new plan: onboard plan');
  }
  return { definition, plan };
}

/** Reads the target again. Throws `UsageError` for a plan that no longer holds, after saying what moved. */
export async function requireUnmoved(
  context: Context,
  { definition, plan }: Planned,
  wish: SurveyWish & Pick<PlanWish, 'output'>,
): Promise<void> {
  const moves = movesBetween(plan, await surveyTenant(context, definition, wish));
  if (moves.length === 0) return;
  tellMoves(context, { plan, moves, output: wish.output });
  throw new UsageError(
    'The plan no longer holds: something moved since it was made; nothing was changed.',
    'Make a new plan: onboard plan',
  );
}

async function readPlan(file: string, path: string): Promise<PlanDocument> {
  const bytes = await readFileSource(file);
  const text = bytes.ok ? decodeText(bytes.value) : bytes;
  if (!text.ok) throw new UsageError(`The plan cannot be used.\n${formatProblems(text.problems, path)}`);
  const read = parsePlan(text.value);
  if (!read.ok) throw new UsageError(`The plan ${path} ${read.problem}.`, 'Make a new plan: onboard plan');
  return read.plan;
}

/** A plan is a file like any other: its users pass the same checks. */
function definitionOf(
  { plan, path }: { readonly plan: PlanDocument; readonly path: string },
  target: TargetHints,
): TenantDefinition {
  const checked = parseTenantFile(Buffer.from(JSON.stringify(plannedDefinition(plan))), target);
  if (checked.ok) return checked.value;
  throw new UsageError(`The plan holds no valid tenant.\n${formatProblems(checked.problems, path)}`);
}

interface Moved {
  readonly plan: PlanDocument;
  readonly moves: readonly Move[];
  readonly output: Output;
}

function tellMoves({ terminal }: Context, { plan: { tenant, target }, moves, output }: Moved): void {
  if (output !== 'table') terminal.data(jsonOf({ tenant, target, status: 'moved', moves }, output));
  for (const move of moves.slice(0, shownMoves)) terminal.say(moveText(move));
  if (moves.length > shownMoves) terminal.say(`… and ${moves.length - shownMoves} more`);
}

function moveText({ what, user, step, application, role, planned, found }: Move): string {
  if (what === 'plans') return 'moved: what users get (another release, or other applications in the workspace)';
  const where = [step, role, ...(application === undefined ? [] : ['in', application])].filter(Boolean).join(' ');
  return `moved: ${printable(user ?? '')}: ${where}: planned: ${printable(planned)}; now: ${printable(found)}`;
}
