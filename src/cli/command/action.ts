import type { Context } from './context';
import type { ExitCode } from './exit-codes';

/** What a command does: gets its arguments, answers the exit code. */
export type Handler = (context: Context, parameters: readonly unknown[]) => Promise<ExitCode> | ExitCode;
export type Action = (handler: Handler) => (...parameters: unknown[]) => Promise<void>;
