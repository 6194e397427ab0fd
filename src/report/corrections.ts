import type { Correction, UserReport } from '../domain/report/report';
import { momentText } from './elapsed';

/** What was corrected of a user's record, a line each; the values where they may be shown. */
export function correctionTexts({ corrections = [] }: UserReport): readonly string[] {
  return corrections.map((correction) => `${correction.field}${change(correction)}, ${momentText(correction.at)}`);
}

function change({ from, to }: Correction): string {
  if (to === undefined) return '';
  return from === undefined ? ` added: ${to}` : ` from ${from} to ${to}`;
}
