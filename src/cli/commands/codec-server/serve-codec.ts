import { once } from 'node:events';
import { isIP } from 'node:net';
import { readCodec } from '../../../codec/codec';
import { type CodecServer, type CodecServerOptions, startCodecServer } from '../../../codec/codec-server';
import { openSource } from '../../../codec/secret-source';
import { keysVariable } from '../../../codec/variables';
import { wideFiles, wideFileText } from '../../../codec/wide-files';
import { parseSource } from '../../../input/key-list';
import { createLogger } from '../../../worker/logger';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { watchSignals } from '../../command/interruption';
import { jsonOf } from '../../terminal/terminal';
import { pathFrom } from '../../terminal/host';
import { UsageError } from '../../command/errors';

const fewestCharacters = 24;

/** Where it serves, for whose pages, and with which token and certificate. */
interface Serving {
  readonly uiOrigins: readonly string[];
  readonly token: string;
  readonly host: string;
  readonly port: number;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** `onboard codec-server`: serves until a signal ends it, which is its ordinary end. */
export async function serveCodec(context: Context, { serving }: { readonly serving: Serving }): Promise<ExitCode> {
  const { on, payloads: codec } = readCodec(context.variables);
  if (!on) {
    throw new UsageError('There is no key to decrypt with.', `Set ${keysVariable} (docs/how-to/confidentiality.md).`);
  }
  const { host, port, uiOrigins } = serving;
  const [token, tls] = [tokenOf(context, serving), tlsOf(context, serving)];
  for (const path of wideFiles(secretFiles(serving, tls))) context.terminal.say(wideFileText(path));
  if (tls === undefined && !isLoopback(host)) {
    context.terminal.say(
      'Warning: clear text and tokens go over plain HTTP; give --cert and --key, or listen on 127.0.0.1.',
    );
  }
  const logger = createLogger({ level: context.environment.ONBOARD_LOG_LEVEL ?? 'info' });
  const signals = watchSignals(context);
  const log: CodecServerOptions['log'] = (request) => logger.info(request, 'request served');
  const server = await started({ codec, token, uiOrigins, host, port, log, ...(tls === undefined ? {} : { tls }) });
  context.terminal.data(jsonOf({ url: server.url, signIn: `${server.url}/session`, uiOrigins }, 'jsonl'));
  if (!signals.signal.aborted) await once(signals.signal, 'abort');
  await server.close();
  signals.stop();
  return exitCodes.done;
}

function tokenOf({ variables }: Context, serving: Serving): CodecServerOptions['token'] {
  const source = parseSource(serving.token);
  if (source === undefined) throw new UsageError('--token is neither env:NAME nor file:PATH.');
  const token = openSource(source, variables);
  if (token.open().length >= fewestCharacters && !/\s/.test(token.open())) return token;
  throw new UsageError(
    `The token has fewer than ${fewestCharacters} characters, or blanks in it.`,
    'Make one: openssl rand -hex 32',
  );
}

/** The keys' own files are looked at for every command. */
function secretFiles({ token }: Serving, tls: CodecServerOptions['tls']): readonly string[] {
  const source = parseSource(token);
  return [...(source !== undefined && 'file' in source ? [source.file] : []), ...(tls === undefined ? [] : [tls.key])];
}

function tlsOf({ host }: Context, { cert, key }: Serving): CodecServerOptions['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert: pathFrom(host, cert), key: pathFrom(host, key) };
  throw new UsageError('HTTPS needs both --cert and --key.');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

async function started(options: CodecServerOptions): Promise<CodecServer> {
  try {
    return await startCodecServer(options);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UsageError(
      `The codec server cannot start: ${error.message}`,
      'Choose another --port or --host, or correct --cert and --key.',
    );
  }
}
