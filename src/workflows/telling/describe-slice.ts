import type { TenantRun } from '../state/tenant-run';

/** A slice in Markdown, for the Web UI: how far its users are, and where to read the rest. */
export function describeSlice(run: TenantRun, parentId: string | undefined): string {
  const { total, completed, failed, running, pending, cancelled, skipped = 0 } = run.counts();
  const why = run.gate.paused === undefined ? '' : ' (paused)';
  const others = [...(cancelled > 0 ? [`${cancelled} cancelled`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  return [
    `**${run.phase}**${why}: ${completed} of ${total} users completed`,
    '',
    [`${failed} failed`, `${running} in flight`, `${pending} waiting`, ...others].join(', '),
    '',
    `Who failed, why, and what to do stands in \`${parentId ?? run.tenant}\`.`,
  ].join('\n');
}
