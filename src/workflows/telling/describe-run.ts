import { factsOf } from '../../domain/failures/failures';
import type { FailedUser } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import type { InFlightUser } from '../state/roster';
import type { TenantRun } from '../state/tenant-run';
import { messages, targetLabel } from '../../domain/run/names';
import { mostTold } from '../../domain/run/user-slice';
import { failedAt } from '../../domain/run/record-edits';

const shownFailures = 10;
const shownInFlight = 5;

/** The run in Markdown, for the Web UI: counts, who is in flight, the first failures, and what an operator can do now. */
export function describeRun(run: TenantRun): string {
  const { total, completed } = run.counts();
  const parts = [
    [`**${run.phase}**: ${completed} of ${total} users completed`],
    describePause(run),
    countTable(run),
    describeSlices(run),
    inFlightTable(run),
    ...(run.failures > 0 ? failureParts(run) : []),
  ];
  return inParagraphs(parts);
}

/** A slice in Markdown: likewise, but for what to do, which the run is told. */
export function describeSlice(run: TenantRun, parentId: string | undefined): string {
  const { total, completed } = run.counts();
  const parts = [
    [`**${run.phase}**: ${completed} of ${total} users completed`],
    run.gate.paused === undefined ? [] : ['Starts nobody for now, as its run says.'],
    countTable(run),
    inFlightTable(run),
    ...(run.failures > 0 ? [failureTable(run)] : []),
    [`Retry, skip, pause and close are for its run: \`${parentId ?? run.tenant}\`.`],
  ];
  return inParagraphs(parts);
}

function inParagraphs(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

function countTable(run: TenantRun): string[] {
  const { completed, failed, running, pending, cancelled, skipped } = run.counts();
  const counts = { completed, failed, 'in flight': running, waiting: pending, cancelled, ...(skipped && { skipped }) };
  return table(Object.keys(counts), [Object.values(counts)], '---:');
}

function inFlightTable(run: TenantRun): string[] {
  const users = run.inFlight(shownInFlight);
  if (users.length === 0) return [];
  const rows = users.map(({ id, since }: InFlightUser) => [id, `${since.slice(0, 19)}Z`]);
  const rest = run.counts().running - users.length;
  return table(['in flight', 'since'], rest > 0 ? [...rows, [`… and ${rest} more`, '']] : rows);
}

function failureParts(run: TenantRun): string[][] {
  const first = run.firstFailed(mostTold.byRun);
  const failed = first.map(({ user }) => user);
  return [failureTable(run), remedies(failed), adviceFor(run, { failed, keys: first.map(({ key }) => key) })];
}

function failureTable(run: TenantRun): string[] {
  const rows = run.firstFailed(shownFailures).map(({ user, key }) => {
    return [userId(user), key, user.step, user.code, user.message];
  });
  const rest = run.failures - rows.length;
  const more = rest > 0 ? [[`… and ${rest} more`, '', '', '', '']] : [];
  return table(['failed user', 'key', 'step', 'code', 'why'], [...rows, ...more]);
}

/** What to do, once for each code. */
function remedies(failures: readonly FailedUser[]): string[] {
  const codes = [...new Set(failures.map(({ code }) => code))];
  return codes.map((code) => `- **${escapeMarkdown(code)}**: ${escapeMarkdown(factsOf(code).remedy)}`);
}

/** Users of a large run stand in its slices. */
function describeSlices({ slices: { size, openOnes, missingPages } }: TenantRun): string[] {
  if (size === 0) return [];
  const waits = missingPages === 0 ? '' : `, ${missingPages} of them wait for their users`;
  return [`Its users are in **${size} slices** (\`:slice:1\` to \`:slice:${size}\`): ${openOnes.length} open${waits}.`];
}

type Row = readonly (string | number)[];

function table(header: Row, rows: readonly Row[], rule = '---'): string[] {
  return [row(header), `|${header.map(() => ` ${rule} `).join('|')}|`, ...rows.map(row)];
}

/** A table row. The Web UI sets cells without any space between them, so each brings its own. */
function row(cells: Row): string {
  return `|${cells.map((cell) => ` \u00a0${escapeMarkdown(String(cell))}\u00a0 `).join('|')}|`;
}

/** The failed users, and their keys in the same order. */
interface Failed {
  readonly failed: readonly FailedUser[];
  readonly keys: readonly string[];
}

/** What an operator can do about failed users now, with the updates to send, in Markdown. */
function adviceFor(run: TenantRun, failed: Failed): string[] {
  const { phase, tenant } = run;
  const anew = `\`onboard retry ${tenant}\``;
  if (phase === 'closed') return [`This run is closed: ${anew} starts a new one of its failed users.`];
  const held = phase === 'holding' ? [`- Wait no longer: ${update('close')}, or \`onboard close ${tenant}\``] : [];
  return [
    '**What you can do now**: send an update to this workflow (Web UI, command line), or give a command.',
    '',
    `- Mend the cause, and retry all failed users: ${update('retryFailed', {})}, or \`onboard retry ${tenant}\``,
    ...correction(run, failed),
    `- Go on without a user: ${update('skip', { users: [failed.keys[0]] })}, or \`onboard skip ${tenant} --user ID\``,
    ...held,
  ];
}

/** Of a user whose account was not made yet: an edit of any other is refused. */
function correction({ tenant, direction }: TenantRun, { failed, keys }: Failed): string[] {
  const key = keys[failed.findIndex((failure) => failedAt(failure) === 'create')];
  if (key === undefined || direction === 'offboard') return [];
  const argument = { users: [key], edits: { [key]: { email: '…' } } };
  const command = `onboard retry ${tenant} --user ID --set email=…`;
  return [`- Correct a value, and retry: ${update('retryFailed', argument)}, or \`${command}\``];
}

function update(name: 'retryFailed' | 'skip' | 'close', argument?: object): string {
  return `\`${messages[name]}\`${argument === undefined ? '' : ` with \`${JSON.stringify(argument)}\``}`;
}

/** Why a run starts nobody, and how it goes on, in Markdown; nothing when it isn't paused. */
function describePause({ gate: { paused }, tenant, target }: TenantRun): readonly string[] {
  if (paused === undefined) return [];
  const why = paused.reason === undefined ? '' : ` (${escapeMarkdown(paused.reason)})`;
  const label = targetLabel(target);
  const now = 'No user is started; those in flight finish.';
  if (paused.by === 'target') {
    return [`**Waits for ${label}, which is out of order** since ${paused.since}. ${now} It goes on by itself.`];
  }
  if (paused.by === 'maintenance') {
    const end = `To end the window for every run: \`onboard resume --target ${label}\`.`;
    return [
      `**Waits for the maintenance of ${label}** since ${paused.since}${why}. ${now} It goes on by itself. ${end}`,
    ];
  }
  const end = `To go on: send the update \`${messages.resume}\` (or run \`onboard resume ${tenant}\`).`;
  return [`**Paused by an operator** since ${paused.since}${why}. ${now} ${end}`];
}

/** Text of others as one line of Markdown that shows it as it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[|\\`*_<>[\]]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
