import { DefaultLogger, type Logger as SdkLogger, type LogLevel } from '@temporalio/worker';
import { destination, type Logger, pino } from 'pino';

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** File descriptor to write to: 2 is stderr, so that stdout stays data. */
  readonly descriptor?: number;
}

/** Structured logs: one JSON object a line, a fixed message, fields beside it. */
export function createLogger({ level, descriptor = 2 }: LoggerOptions): Logger {
  return pino(
    { level, base: { name: 'tenant-onboarding' }, timestamp: pino.stdTimeFunctions.isoTime },
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

const dropped = new Set(['timestampNanos', 'namespace', 'sdkComponent', 'taskToken', 'taskQueue', 'isLocal']);

// Errors of the SDK hold whole failures; their type and message are what a log needs.
function fieldsOf(meta: Record<string | symbol, unknown> = {}): Record<string, unknown> {
  const fields = Object.entries(meta).filter(([name]) => !dropped.has(name));
  return Object.fromEntries(fields.map(([name, value]) => [name, value instanceof Error ? summaryOf(value) : value]));
}

function summaryOf(error: Error): { type: string; message: string } {
  const type = 'type' in error && typeof error.type === 'string' ? error.type : error.name;
  return { type, message: error.message };
}
