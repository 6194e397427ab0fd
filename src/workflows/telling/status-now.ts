import type { PublishedStatus } from './attributes';
import type { TenantRun } from '../state/tenant-run';

/** What operators find an open run by. */
export function statusNow({ gate, phase }: Pick<TenantRun, 'gate' | 'phase'>): PublishedStatus {
  if (!gate.isOpen) return 'paused';
  return phase === 'holding' ? 'needs-attention' : 'running';
}
