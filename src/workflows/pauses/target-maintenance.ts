import { condition, defineSignal, setCurrentDetails } from '@temporalio/workflow';
import type { MaintenanceInput } from '../../domain/run/maintenance';
import { messages, targetLabel } from '../../domain/run/names';
import { nothing } from '../messages/checks';
import { listenSignal } from '../messages/listen';
import { publishStatus } from '../telling/attributes';
import { escapeMarkdown } from '../telling/describe-run';
import { maintenanceInput } from '../messages/inputs';
import { requireInput } from '../messages/require-input';

const endSignal = defineSignal<[null | undefined]>(messages.endMaintenance);

/**
 * The maintenance window of a target, open as long as this workflow is: until the signal `end`, or until its time is up.
 * Runs on the target look for it by themselves.
 */
export async function targetMaintenance(input: MaintenanceInput): Promise<void> {
  requireInput(maintenanceInput, input);
  let ended = false;
  listenSignal(endSignal, nothing, () => {
    ended = true;
  });
  setCurrentDetails(detailsOf(input));
  await untilEnd(input, () => ended);
  publishStatus('completed');
}

async function untilEnd({ endsAt }: MaintenanceInput, ended: () => boolean): Promise<void> {
  if (endsAt === undefined) return condition(ended);
  const leftMs = Math.max(Date.parse(endsAt) - Date.now(), 1);
  await condition(ended, leftMs, { summary: 'Until the window ends by itself' });
}

function detailsOf({ target, since, reason, endsAt }: MaintenanceInput): string {
  const label = targetLabel(target);
  const until = endsAt === undefined ? 'until somebody ends it' : `until ${endsAt}`;
  return [
    `**Maintenance of ${label}** since ${since}, ${until}: every run on it starts no user and waits.`,
    ...(reason === undefined ? [] : ['', escapeMarkdown(reason)]),
    '',
    `To end it: send the signal \`${messages.endMaintenance}\` (or run \`onboard resume --target ${label}\`).`,
  ].join('\n');
}
