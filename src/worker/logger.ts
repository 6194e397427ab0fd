import { DefaultLogger, type Logger as SdkLogger, type LogLevel } from '@temporalio/worker';
import { destination, type Logger, pino } from 'pino';
import { allowedFields } from './log-fields';

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** File descriptor to write to: 2 is stderr, so that stdout stays data. */
  readonly descriptor?: number;
}

/** Structured logs: one JSON object a line, a fixed message, fields beside it. */
export function createLogger({ level, descriptor = 2 }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { name: 'tenant-onboarding' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: allowedFields },
    },
    destination({ fd: descriptor, sync: true }),
  );
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  LoggerOptions['level']
>;

/** The same logger for the Temporal SDK: worker, workflows and activities log through it. */
export function sdkLogger(logger: Logger): SdkLogger {
  return new DefaultLogger('TRACE', ({ level, message, meta }) => logger[levels[level]](fieldsOf(meta), message));
}

const ours = new Set(['namespace', 'taskQueue']);

/** Of the SDK's own, for every line of a worker would have them. */
function fieldsOf(meta: Record<string | symbol, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => !ours.has(name)));
}
