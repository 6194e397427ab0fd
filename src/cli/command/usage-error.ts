/** The command cannot be carried out as it was given: nothing was called. `remedy` says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'INVALID';
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}
