import type { Diagnosis } from '../../../targets/contract/target';
import { reportOf } from '../../command/report-error';

/** One thing `doctor` found, and about what. */
export type Finding = Diagnosis & { readonly about: string };

/** A look that failed, as a finding. */
export function failedFinding(about: string, check: string, error: unknown): Finding {
  const { message, remedy } = reportOf(error);
  return { about, check, status: 'failed', detail: message, ...(remedy === undefined ? {} : { remedy }) };
}
