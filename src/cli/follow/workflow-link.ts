import type { RunId, Temporal } from '../../client';

/** The address of a run in the Web UI. */
export function workflowLink(uiUrl: string, { namespace }: Pick<Temporal, 'namespace'>, run: RunId): string {
  const parts = [namespace, 'workflows', run.workflowId, run.runId, 'history'].map(encodeURIComponent);
  return `${uiUrl}/namespaces/${parts.join('/')}`;
}
