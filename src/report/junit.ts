import { factsOf } from '../domain/failures/failures';
import { placeOf } from '../domain/run/names';
import type { RunReport, UserReport } from '../domain/report/report';
import { elapsedMs } from './elapsed';
import type { ReportScope } from './selection';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly seconds: string;
  /** The element that says how it went; empty for a success. */
  readonly verdict: string;
}

/**
 * The run as a JUnit report: one suite, one case a user. A failed user is a `failure` whose type is the code; one that
 * was cancelled or not begun is `skipped`; what failed as a whole is a case of its own with an `error`. Elements,
 * attributes and their order are those that the schema of Ant's report and that of Jenkins' have in common.
 */
export async function* renderJunit(report: RunReport, scope: ReportScope = 'everyone'): AsyncGenerator<string> {
  const { tenant, target, startedAt, finishedAt, takenAt } = report;
  const whole = wholeCases(report);
  const { failed, skipped, users } = numbers(report, scope);
  const totals = attributes({
    tests: whole.length + users,
    failures: failed,
    errors: whole.length,
    time: secondsText(elapsedMs(startedAt, finishedAt ?? takenAt)),
  });
  const suite = attributes({
    name: tenant,
    package: 'onboard',
    id: 0,
    hostname: placeOf(target),
    timestamp: startedAt.slice(0, 19),
    skipped,
  });
  yield [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `onboard ${tenant}` })}${totals}>`,
    `  <testsuite${suite}${totals}>`,
    '    <properties>',
    ...properties(report).map((property) => `      <property${attributes(property)}/>`),
    '    </properties>',
    ...whole.map(caseText),
    '',
  ].join('\n');
  for await (const user of report.users) yield `${caseText(userCase(tenant, user))}\n`;
  yield ['    <system-out/>', '    <system-err/>', '  </testsuite>', '</testsuites>', ''].join('\n');
}

function numbers({ counts: { total, failed, completed } }: RunReport, scope: ReportScope) {
  if (scope === 'failed') return { users: failed, failed, skipped: 0 };
  return { users: total, failed, skipped: total - failed - completed };
}

function properties({ workflowId, runId, status, target, changed }: RunReport): readonly Fields[] {
  const pairs = { status, workflowId, runId, system: target.system, changed };
  return Object.entries(pairs).map(([name, value]) => ({ name, value }));
}

function wholeCases({ tenant, failure, leftovers }: RunReport): readonly Case[] {
  const whole = { classname: tenant, seconds: '0.000' };
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
    return { ...common, verdict: blame('failure', { code, message, remedy }) };
  }
  if (user.status === 'completed') return { ...common, verdict: '' };
  return { ...common, verdict: `<skipped${attributes({ message: user.status })}/>` };
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
