import { messages } from '../../domain/run/names';
import type { FailedUser } from '../../domain/run/outcome';
import { failedAt } from '../../domain/run/record-edits';
import type { TenantRun } from '../state/tenant-run';

/** The failed users, and their keys in the same order. */
interface Failed {
  readonly failed: readonly FailedUser[];
  readonly keys: readonly string[];
}

/** What an operator can do about failed users now, with the updates to send, in Markdown. */
export function adviceFor(run: TenantRun, failed: Failed): string[] {
  const { phase, tenant, direction } = run;
  const again = `${tenant}${direction === 'offboard' ? ' --offboarding' : ''}`;
  const anew = `\`onboard retry ${again}\``;
  if (phase === 'closed') return [`This run is closed: ${anew} starts a new one of its failed users.`];
  const held = phase === 'holding' ? [`- Wait no longer: ${update('close')}, or \`onboard close ${again}\``] : [];
  return [
    '**What you can do now**: send an update to this workflow (Web UI, command line), or give a command.',
    '',
    `- Mend the cause, and retry all failed users: ${update('retryFailed', {})}, or \`onboard retry ${again}\``,
    ...correction(run, failed),
    `- Go on without a user: ${update('skip', { users: [failed.keys[0]] })}, or \`onboard skip ${again} --user ID\``,
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
