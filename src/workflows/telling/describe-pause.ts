import { flagOf, messages, targetLabel, tenantWorkflowId } from '../../domain/run/names';
import { escapeMarkdown } from './markdown';
import type { TenantRun } from '../state/tenant-run';

/** Why a run starts nobody, and how it goes on, in Markdown; nothing when it isn't paused. */
export function describePause({ gate: { paused }, tenant, target, direction }: TenantRun): readonly string[] {
  if (paused === undefined) return [];
  const why = paused.reason === undefined ? '' : ` (${escapeMarkdown(paused.reason)})`;
  const label = targetLabel(target);
  const now = 'No user is started; those in flight finish.';
  if (paused.by === 'maintenance') {
    const end = `To end the window for every run: \`onboard resume --target ${label}\`.`;
    return [
      `**Waits for the maintenance of ${label}** since ${paused.since}${why}. ${now} It goes on by itself. ${end}`,
    ];
  }
  const flag = flagOf({ workflowId: tenantWorkflowId(target.system, tenant, direction) });
  const end = `To go on: send the update \`${messages.resume}\` (or run \`onboard resume ${tenant}${flag}\`).`;
  return [`**Paused by an operator** since ${paused.since}${why}. ${now} ${end}`];
}
