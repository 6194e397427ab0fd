import { factsOf } from '../domain/failures/failures';
import { placeOf } from '../domain/run/names';
import type { RunReport, UserReport } from '../domain/report/report';
import { elapsedMs } from './elapsed';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly seconds: string;
  /** The element that says how it went; empty for a success. */
  readonly verdict: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
}

/**
 * The run as a JUnit report: one suite, one case a user. A failed user is a `failure` whose type is the code; one that
 * was cancelled or not begun is `skipped`; what failed as a whole is a case of its own with an `error`. Elements,
 * attributes and their order are those that the schema of Ant's report and that of Jenkins' have in common.
 */
export function renderJunit(report: RunReport): string {
  const cases = [...wholeCases(report), ...report.users.map((user) => userCase(report.tenant, user))];
  const { tenant, target, startedAt, finishedAt, takenAt } = report;
  const totals = attributes({
    tests: cases.length,
    failures: ofKind(cases, 'failure'),
    errors: ofKind(cases, 'error'),
    time: secondsText(elapsedMs(startedAt, finishedAt ?? takenAt)),
  });
  const suite = attributes({
    name: tenant,
    package: 'onboard',
    id: 0,
    hostname: placeOf(target),
    timestamp: startedAt.slice(0, 19),
    skipped: ofKind(cases, 'skipped'),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `onboard ${tenant}` })}${totals}>`,
    `  <testsuite${suite}${totals}>`,
    '    <properties>',
    ...properties(report).map((property) => `      <property${attributes(property)}/>`),
    '    </properties>',
    ...cases.map(caseText),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function properties({ workflowId, runId, status, target, changed }: RunReport): readonly Fields[] {
  const pairs = { status, workflowId, runId, system: target.system, changed };
  return Object.entries(pairs).map(([name, value]) => ({ name, value }));
}

function wholeCases({ tenant, failure, leftovers }: RunReport): readonly Case[] {
  const whole = { classname: tenant, seconds: '0.000', kind: 'error' } as const;
  const cases: Case[] = [];
  if (failure !== undefined) {
    cases.push({ ...whole, name: 'prepare the target', verdict: blame('error', failure) });
  }
  for (const { what, code, message } of leftovers) {
    const reason = { code, message, remedy: factsOf(code).remedy };
    cases.push({ ...whole, name: what, verdict: blame('error', reason) });
  }
  return cases;
}

function userCase(tenant: string, user: UserReport): Case {
  const seconds = secondsText(elapsedMs(user.startedAt, user.finishedAt));
  const common = { name: user.id, classname: `${tenant}.${user.kind}`, seconds };
  const { failure } = user;
  if (failure !== undefined) {
    const { step, code, message, attempts } = failure;
    const remedy = `${factsOf(code).remedy}\nstep: ${step}, attempts: ${attempts}`;
    return { ...common, kind: 'failure', verdict: blame('failure', { code, message, remedy }) };
  }
  if (user.status === 'completed') return { ...common, kind: 'passed', verdict: '' };
  return { ...common, kind: 'skipped', verdict: `<skipped${attributes({ message: user.status })}/>` };
}

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

function blame(element: 'error' | 'failure', { code, message, remedy }: Reason): string {
  const text = escapeXml(`${message}\nwhat to do: ${remedy}`);
  return `<${element}${attributes({ type: code, message })}>${text}</${element}>`;
}

function caseText({ name, classname, seconds, verdict }: Case): string {
  const open = `    <testcase${attributes({ name, classname, time: seconds })}`;
  return verdict === '' ? `${open}/>` : `${open}>${verdict}</testcase>`;
}

type Fields = Readonly<Record<string, string | number>>;

function attributes(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll(/[\t\n\r]/g, codePoint)}"`)
    .join('');
}

/** What XML 1.0 has no place for (control characters, halves of surrogate pairs) becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"'\r]/g, codePoint);
}

function codePoint(character: string): string {
  return `&#${character.codePointAt(0) ?? 0xfffd};`;
}

function secondsText(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function ofKind(cases: readonly Case[], kind: Case['kind']): number {
  return cases.filter((one) => one.kind === kind).length;
}
