import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { WholeTarget } from '../domain/run/maintenance';
import { Address, type Environment, logLevels } from '../input/environment';
import { decodeText } from '../input/text/decode-text';
import { parseDocument } from '../input/text/parse-document';
import { byPlace, type Checked, type Problem, wholeProblem } from '../input/text/problem';
import { readFileSource } from '../input/text/read-source';
import { schemaProblems } from '../input/text/schema-problems';
import { noticeScopes, Receivers } from '../notify/receiver';
import { defaultSlots } from './slots';
import { SecretList } from '../sources/listed-secrets';
import { inClusterTarget, TargetsConfig } from '../targets/registry';

const text = z.string().min(1);

/** The worker configuration: which targets there are, with which credentials, and how the worker runs. */
export const WorkerConfig = z.strictObject({
  targets: TargetsConfig,
  /** The way to Kubernetes, where it is not the pod's service account: docs/reference/credentials.md. */
  kubernetes: z.strictObject({ kubeconfig: text.optional(), context: text.optional() }).optional(),
  /** Activities at once in one worker. */
  slots: z.int().min(1).max(5_000).default(defaultSlots),
  /** Whether workflow ids hold readable user ids. */
  readableIds: z.boolean().default(false),
  /** Whom runs may tell of their end, by name. */
  notify: Receivers.optional(),
  /** Whether runs may name any https address besides: by default only where the worker is the command's own. */
  notifyUrls: z.enum(noticeScopes).optional(),
  /** From which AWS secrets a worker may remove entries; by default any, where the worker is the command's own, else none. */
  awsSecrets: SecretList.optional(),
  metricsAddress: Address.optional(),
  healthAddress: Address.optional(),
  logLevel: z.enum(logLevels).default('info'),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

/** Where a configuration is looked for. */
export interface ConfigSearch {
  /** The file that was named. */
  readonly path?: string | undefined;
  readonly environment?: Environment;
  /** Where `onboard.config.yaml` is looked for; the working directory by default. */
  readonly directory?: string;
  /** The target whose in-cluster defaults count when there is no configuration at all; not every system has some. */
  readonly target?: WholeTarget | undefined;
}

/** A configuration with the environment's settings laid over it. `directory` is what relative paths in it start from. */
export interface LoadedConfig {
  readonly config: WorkerConfig;
  /** What it came from, for messages: a path, or `in-cluster defaults`. */
  readonly name: string;
  /** Nobody named it: it lay in the directory. */
  readonly found?: true;
  readonly directory: string;
}

/** A configuration, or the problems of the file `name`. */
export type ConfigOutcome =
  | ({ readonly ok: true } & LoadedConfig)
  | { readonly ok: false; readonly name: string; readonly problems: Problem[] };

const defaultFile = 'onboard.config.yaml';

const hints = {
  targets: 'write targets: { mas: { INSTANCE: … } }',
  superuser: 'write { username: …, password: … }',
} as const;

/** The worker configuration of a YAML or JSON text, checked whole; else every problem of it with its place. */
export function parseConfig(bytes: Buffer): Checked<WorkerConfig> {
  const text = decodeText(bytes);
  if (!text.ok) return text;
  const document = parseDocument(text.value, 'typed');
  if (!document.ok) return document;
  const { value, problems: structure } = document.value;
  if (value === null) return { ok: false, problems: [wholeProblem('is empty')] };
  const parsed = WorkerConfig.safeParse(value);
  const judged = { schema: WorkerConfig, value, document: document.value, hints };
  const problems = [...structure, ...schemaProblems(parsed.error?.issues ?? [], judged)].sort(byPlace);
  if (problems.length > 0 || parsed.data === undefined) return { ok: false, problems };
  return { ok: true, value: parsed.data };
}

function withEnvironment(config: WorkerConfig, environment: Partial<Environment> = {}): WorkerConfig {
  const metricsAddress = environment.ONBOARD_METRICS_ADDRESS ?? config.metricsAddress;
  const healthAddress = environment.ONBOARD_HEALTH_ADDRESS ?? config.healthAddress;
  return {
    ...config,
    readableIds: environment.ONBOARD_READABLE_IDS ?? config.readableIds,
    logLevel: environment.ONBOARD_LOG_LEVEL ?? config.logLevel,
    ...(metricsAddress === undefined ? {} : { metricsAddress }),
    ...(healthAddress === undefined ? {} : { healthAddress }),
  };
}

async function loadFile(name: string, { directory = '.', environment }: ConfigSearch): Promise<ConfigOutcome> {
  const path = resolve(directory, name);
  const bytes = await readFileSource(path);
  const config = bytes.ok ? parseConfig(bytes.value) : bytes;
  if (!config.ok) return { ok: false, name, problems: config.problems };
  return { ok: true, name, directory: dirname(path), config: withEnvironment(config.value, environment) };
}

function inCluster({ target, directory = '.', environment }: ConfigSearch): ConfigOutcome {
  const targets = target === undefined ? undefined : inClusterTarget(target);
  if (targets === undefined) {
    const hint = 'name one by ONBOARD_CONFIG, or write it; docs/reference/configuration.md says how';
    return { ok: false, name: defaultFile, problems: [wholeProblem('does not exist', hint)] };
  }
  const config = withEnvironment(WorkerConfig.parse({ targets }), environment);
  return { ok: true, name: 'in-cluster defaults', directory: resolve(directory), config };
}

/**
 * The worker configuration: of the file that is named, else of ONBOARD_CONFIG, else `./onboard.config.yaml`, else the
 * in-cluster defaults of the target that is wanted. Settings in the environment win over the file's.
 */
export async function loadConfig(search: ConfigSearch = {}): Promise<ConfigOutcome> {
  const named = search.path ?? search.environment?.ONBOARD_CONFIG;
  if (named !== undefined) return loadFile(named, search);
  return existsSync(resolve(search.directory ?? '.', defaultFile)) ? loadFound(search) : inCluster(search);
}

/** A file that only happens to lie here decides where passwords go: nobody else may have put it there. */
async function loadFound(search: ConfigSearch): Promise<ConfigOutcome> {
  const { uid } = statSync(resolve(search.directory ?? '.', defaultFile));
  if (uid !== 0 && process.getuid !== undefined && uid !== process.getuid()) {
    const hint = 'if it is the one that is meant, name it: --config or ONBOARD_CONFIG';
    return { ok: false, name: defaultFile, problems: [wholeProblem('belongs to another user', hint)] };
  }
  const loaded = await loadFile(defaultFile, search);
  return loaded.ok ? { ...loaded, found: true } : loaded;
}
