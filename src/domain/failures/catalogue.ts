import { type CommandErrorCode, commandErrors } from './command-errors';
import type { FailureFact } from '../systems/failure-fact';
import { type FailureCode, factsOf, failures, isFailureCode } from './failures';

export type CatalogueCode = FailureCode | CommandErrorCode;

/** One error that somebody may meet. `about`: what ends with it. */
export interface CatalogueEntry extends FailureFact {
  readonly code: CatalogueCode;
  readonly about: 'run' | 'command';
}

/** Every error that a run or a command can end with, by its code. */
export function catalogue(): readonly CatalogueEntry[] {
  const ofRuns = Object.keys(failures).filter(isFailureCode);
  const ofCommands = Object.keys(commandErrors).filter(isCommandErrorCode);
  return [
    ...ofRuns.map((code) => ({ code, about: 'run' as const, ...factsOf(code) })),
    ...ofCommands.map((code) => ({ code, about: 'command' as const, ...commandErrors[code] })),
  ].sort((one, other) => (one.code < other.code ? -1 : 1));
}

function isCommandErrorCode(text: string): text is CommandErrorCode {
  return Object.hasOwn(commandErrors, text);
}
