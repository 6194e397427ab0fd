import { targetPlace } from '../../domain/run/names';
import type { Step } from '../../domain/run/plan';
import { userId } from '../../domain/tenant/person';
import type { StepFinding, UserFindings } from '../../plan/findings';
import type { PlanDocument } from '../../plan/plan-document';
import { printable, table } from '../terminal/text';
import type { Paint } from '../terminal/terminal';

/** What a run would do about something that is missing. */
const todo: Readonly<Record<Step, string>> = {
  create: 'create',
  link: 'link',
  join: 'join',
  grant: 'grant',
  await: 'await',
  group: 'add to',
};

/** A plan for a person: each user for whom there is something to say, and the counts. */
export function planText(plan: PlanDocument, paint: Paint): string {
  const users = plan.users.filter(({ verdict }) => verdict !== 'same').map((user) => userText(user, paint));
  const { total, users: counted } = plan.summary;
  const columns: readonly (readonly [head: string, count: number])[] = [
    ['users', total],
    ['to change', counted.change],
    ['complete', counted.same],
    ['differ', counted.differs],
    ['unknown', counted.unknown],
    ['not readable', counted.failed],
    ...(counted.refused > 0 ? [['refused', counted.refused] as const] : []),
  ];
  return [
    `${paint('bold', plan.tenant)} → ${placeOf(plan)}: ${plan.status}`,
    ...(users.length === 0 ? [] : ['', ...users]),
    '',
    table(
      columns.map(([head]) => head),
      [columns.map(([, count]) => String(count))],
    ),
    missingText(plan),
  ].join('\n');
}

export function placeOf({ target }: Pick<PlanDocument, 'target'>): string {
  return targetPlace(target);
}

/** A user with a line for each kind of finding that is not simply done. */
export function userText(user: UserFindings, paint: Paint): string {
  const { steps } = user;
  const missing = steps.flatMap((found) => (found.state === 'missing' ? [missingOf(found)] : []));
  const differs = steps.flatMap((found) => (found.state === 'differs' ? found.differs.map((it) => at(found, it)) : []));
  const unknown = steps.flatMap((found) => (found.state === 'unknown' ? [`${found.step}: ${found.why}`] : []));
  const failed = steps.flatMap((found) =>
    found.state === 'failed' || found.state === 'refused'
      ? [`${found.state === 'failed' ? 'not readable' : 'refused'}: ${found.step}: ${found.code}: ${found.message}`]
      : [],
  );
  const line = (sign: string, text: string): string => `  ${sign} ${printable(text)}`;
  return [
    `${printable(userId(user))} (${user.type})`,
    ...(missing.length === 0 ? [] : [line(paint('green', '+'), missing.join('; '))]),
    ...(differs.length === 0
      ? []
      : [line(paint('yellow', '~'), `differs in ${differs.join(', ')}; what exists is never modified`)]),
    ...unknown.map((text) => line(paint('yellow', '?'), `unknown: ${text}`)),
    ...failed.map((text) => line(paint('red', '!'), text)),
  ].join('\n');
}

function missingOf({ step, missing }: StepFinding & { state: 'missing' }): string {
  return `${todo[step]} ${missing.join(', ')}`;
}

function at({ application }: StepFinding, field: string): string {
  return application === undefined ? field : `${field} in ${application}`;
}

function missingText({ summary: { missing } }: PlanDocument): string {
  const { create, link, join, grant, group } = missing;
  return `To do: ${create} create, ${link} link, ${join} join, ${grant} grant, ${group} add to groups; ${missing.await} await`;
}
