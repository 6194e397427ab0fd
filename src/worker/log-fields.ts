import { harmless } from '../domain/report/harmless';

/** What a log line may hold besides its message. All else is left out: the SDK hands on whole tasks, decrypted, at `trace`. */
const allowed: ReadonlySet<string> = new Set([
  ...['workflowId', 'workflowType', 'runId', 'activityId', 'activityType', 'attempt', 'durationMs', 'state', 'error'],
  ...['tenant', 'target', 'targets', 'userKey', 'users', 'team', 'step', 'code', 'attempts', 'outcome', 'cause'],
  ...['signal', 'reason', 'status', 'requests', 'waitedMs', 'certificate', 'daysLeft', 'missing', 'command'],
  ...['address', 'namespace', 'taskQueue', 'method', 'route', 'trace_id', 'span_id', 'trace_flags'],
]);

const mostCharacters = 2_000;

/** The fields that may be logged, as text, numbers and lists of them; of an error its type and message. */
export function allowedFields(fields: object): Record<string, unknown> {
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
