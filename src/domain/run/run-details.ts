import { messages, targetPlace } from './names';
import type { OnboardTenantInput } from './run';

/** What a tenant's run is, in Markdown for the Web UI; how it stands is in its current details. */
export function runDetails({ tenant, target, users, options }: OnboardTenantInput, verb: string): string {
  const primary = users.filter(({ kind }) => kind === 'primary').length;
  const updates = [messages.retryFailed, messages.skip, messages.pause, messages.resume, messages.close];
  return [
    `**${verb} of ${tenant}, ${targetPlace(target)}**`,
    '',
    `- users at the start: ${users.length} (${primary} primary, ${users.length - primary} secondary)`,
    `- in flight at once: at most ${options.concurrency}`,
    `- held open for mending when users failed: ${options.holdForMs === 0 ? 'no' : 'yes'}`,
    `- updates: ${updates.map((name) => `\`${name}\``).join(', ')}`,
  ].join('\n');
}
