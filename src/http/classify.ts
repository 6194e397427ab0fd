import { AxiosError } from 'axios';
import { HttpError, type HttpErrorKind } from './http-error';

const kindOfCode: Readonly<Record<string, HttpErrorKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'truncated',
  ETIMEDOUT: 'timeout',
  ECONNABORTED: 'timeout',
  ERR_CANCELED: 'timeout',
  EPROTO: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_CA: 'tls',
  PATH_LENGTH_EXCEEDED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  ERR_BAD_REQUEST: 'unsendable',
  ERR_INVALID_CHAR: 'unsendable',
  ERR_INVALID_URL: 'unsendable',
  ERR_UNESCAPED_CHARACTERS: 'unsendable',
};

const kindOfPrefix: readonly (readonly [prefix: string, kind: HttpErrorKind])[] = [
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['ERR_OSSL_', 'tls'],
  ['CERT_', 'tls'],
  ['CRL_', 'tls'],
  ['UNABLE_TO_', 'tls'],
  ['HPE_', 'protocol'],
  ['Z_', 'truncated'],
];

/** The HttpError for what a request threw: by error code, never by message, and without the original. */
export function classify(error: unknown): HttpError {
  const code = codeOf(error);
  return new HttpError(kindOf(error, code), { code });
}

function kindOf(error: unknown, code: string | undefined): HttpErrorKind {
  if (code === undefined) return 'network';
  if (code === 'ERR_BAD_RESPONSE') return kindOfBadResponse(error);
  const kind = kindOfCode[code] ?? kindOfPrefix.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'network';
  const answerHadBegun = error instanceof AxiosError && error.response !== undefined;
  return kind === 'reset' && answerHadBegun ? 'truncated' : kind;
}

// axios has one code for three things: without a response it is the size limit, with a body the JSON parser.
function kindOfBadResponse(error: unknown): HttpErrorKind {
  if (!(error instanceof AxiosError) || error.response === undefined) return 'too-large';
  return error.response.data === undefined ? 'truncated' : 'bad-json';
}

/** The error's code if it looks like one; anything else could hold data. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}
