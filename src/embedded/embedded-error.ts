export type EmbeddedCode =
  | 'TEMPORAL_CLI_MISSING'
  | 'TEMPORAL_NOT_STARTED'
  | 'STATE_FOLDER_BUSY'
  | 'STATE_FOLDER_UNUSABLE';

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
