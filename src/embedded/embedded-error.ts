import type { CommandErrorCode } from '../domain/failures/command-errors';

export const embeddedCodes = [
  'TEMPORAL_CLI_MISSING',
  'TEMPORAL_NOT_STARTED',
  'STATE_FOLDER_BUSY',
  'STATE_FOLDER_UNUSABLE',
] as const satisfies readonly CommandErrorCode[];
export type EmbeddedCode = (typeof embeddedCodes)[number];

/** The embedded Temporal server could not be had; `remedy` says what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
  readonly code: EmbeddedCode;
  readonly remedy: string;

  constructor(code: EmbeddedCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
