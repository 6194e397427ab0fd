import type { RunReport } from '../domain/report/report';

const words = {
  onboard: { title: 'Onboarding', toPlace: 'Into' },
  offboard: { title: 'Offboarding', toPlace: 'From' },
} as const;

/** How a report speaks of the way that its run went. */
export function directionWords({ direction }: Pick<RunReport, 'direction'>): { title: string; toPlace: string } {
  return words[direction];
}
