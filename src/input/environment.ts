import { z } from 'zod';
import { parseKeyList } from './key-list';
import type { Checked, Problem } from './text/problem';

/** Environment variables, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Levels of the log, from the most talkative. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** What names users in the job summary of GitHub Actions; `none` writes no summary. */
const stepSummaries = ['keys', 'ids', 'none'] as const;

/** `host:port`, the host an IP address or a name, IPv6 in brackets. */
export const Address = z
  .string()
  .regex(
    /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):\d{1,5}$/,
    'must be host:port, such as 127.0.0.1:9464',
  )
  .refine((address) => Number(address.slice(address.lastIndexOf(':') + 1)) <= 65_535, 'has a port above 65535');

const text = z.string().optional();

/** The variables that are ours, docs/reference/configuration.md; those of Temporal (`TEMPORAL_*`) are read by its own library. */
const Environment = z.object({
  ONBOARD_CONFIG: text,
  ONBOARD_STATE_DIR: text,
  XDG_STATE_HOME: text,
  ONBOARD_TEMPORAL_CLI: text,
  ONBOARD_ID_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  ONBOARD_READABLE_IDS: z.stringbool('must be true or false').optional(),
  /** Who gives the commands, for the audit. */
  ONBOARD_ACTOR: z
    .string()
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/, 'must be one line of at most 100 plain characters')
    .optional(),
  ONBOARD_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).optional(),
  ONBOARD_METRICS_ADDRESS: Address.optional(),
  ONBOARD_HEALTH_ADDRESS: Address.optional(),
  /** Read again, with its keys, by src/codec: whoever speaks with Temporal needs them. */
  ONBOARD_CODEC_KEYS: text.superRefine((list, problems) => {
    const keys = list === undefined ? [] : parseKeyList(list);
    if (typeof keys === 'string') problems.addIssue({ code: 'custom', message: keys });
  }),
  ONBOARD_CODEC_STRICT: z.stringbool('must be true or false').optional(),
  ONBOARD_SIMULATOR_PASSWORD: text,
  ONBOARD_STEP_SUMMARY: z.enum(stepSummaries, `must be one of ${stepSummaries.join(', ')}`).optional(),
  /** Node's switch that turns certificate checks off for the whole process: then nothing may be sent. */
  NODE_TLS_REJECT_UNAUTHORIZED: text.refine((value) => value !== '0', {
    error: 'turns off all certificate checks: unset it, and name the CA in the configuration (ca)',
  }),
  ONBOARD_TASK_QUEUE: z.string().max(1000, 'has more than 1000 characters').optional(),
});
export type Environment = z.infer<typeof Environment>;

/** The environment of this process, for what looks up names of its own. */
export function processVariables(): Variables {
  return process.env;
}

/** Our variables, checked; a variable set to nothing counts as not set. Else a problem for every one that is wrong, by name, without its value. */
export function readEnvironment(variables: Variables = processVariables()): Checked<Environment> {
  const set = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(set));
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.map(
    ({ path, message }): Problem => ({ line: 0, column: 0, path: String(path[0]), message }),
  );
  return { ok: false, problems };
}
