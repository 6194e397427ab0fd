import { directionOf } from '../domain/run/names';
import type { RunReport } from '../domain/report/report';

const words = {
  onboard: { title: 'Onboarding', toPlace: 'Into' },
  offboard: { title: 'Offboarding', toPlace: 'From' },
} as const;

/** How a report speaks of the way that its run went. */
export function directionWords({ workflowId }: Pick<RunReport, 'workflowId'>): { title: string; toPlace: string } {
  return words[directionOf(workflowId)];
}
