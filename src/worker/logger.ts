import { DefaultLogger, type Logger as SdkLogger, type LogLevel } from '@temporalio/worker';
import { destination, type Logger, pino } from 'pino';
import { harmless } from '../domain/report/harmless';

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
  return new DefaultLogger('TRACE', ({ level, message, meta }) => {
    if (logger.isLevelEnabled(levels[level])) logger[levels[level]](fieldsOf(meta), message);
  });
}

const ours = new Set(['namespace', 'taskQueue']);

/** Of the SDK's own, for every line of a worker would have them. */
function fieldsOf(meta: Record<string | symbol, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => !ours.has(name)));
}

/** What a log line may hold besides its message. All else is left out: the SDK hands on whole tasks, decrypted, at `trace`. */
const allowed: ReadonlySet<string> = new Set([
  ...['workflowId', 'workflowType', 'runId', 'activityId', 'activityType', 'attempt', 'durationMs', 'state', 'error'],
  ...['tenant', 'target', 'targets', 'userKey', 'users', 'team', 'step', 'code', 'attempts', 'outcome', 'cause'],
  ...['signal', 'reason', 'status', 'requests', 'waitedMs', 'certificate', 'daysLeft', 'missing', 'command'],
  ...['address', 'namespace', 'taskQueue', 'method', 'route', 'trace_id', 'span_id', 'trace_flags'],
]);

const mostCharacters = 2_000;

/** The fields that may be logged, as text, numbers and lists of them; of an error its type and message. */
function allowedFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const plain = allowed.has(name) ? plainOf(value) : undefined;
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}

function plainOf(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Error) return summaryOf(value);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').map(shortened) : undefined;
}

// Errors of the SDK hold whole failures; their type and message are what a log needs.
function summaryOf(error: Error): { type: string; message: string } {
  const type = 'type' in error && typeof error.type === 'string' ? error.type : error.name;
  return { type: shortened(type), message: shortened(error.message) };
}

function shortened(text: string): string {
  return harmless(text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);
}
