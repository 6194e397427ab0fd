import { printable } from '../terminal/text';

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

interface Reported {
  readonly code: string | undefined;
  readonly message: string;
  readonly remedy: string | undefined;
}

/** What is told of an error: code, message and remedy of one of ours; of any other only its kind and message. */
export function reportOf(error: unknown): Reported {
  if (!(error instanceof Error)) return { code: undefined, message: 'unknown error', remedy: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : undefined;
  return { code, message: error.message, remedy };
}

/** The lines for a person: `error: message (CODE)` and what to do. */
export function errorText(error: unknown): string {
  const { code, message, remedy } = reportOf(error);
  const lines = message.split('\n').map(printableLine).join('\n');
  const named = code === undefined || code === 'INVALID' ? lines : `${lines} (${code})`;
  return remedy === undefined ? `error: ${named}` : `error: ${named}\n  what to do: ${printable(remedy)}`;
}

/** As `printable`, but a list keeps its indentation. */
function printableLine(line: string): string {
  const indentation = /^ */.exec(line)?.[0] ?? '';
  return indentation + printable(line);
}
