import { headers } from '../../src/targets/mas/wire/wire';
import type { Answer, Call } from '../server/system';
import { coreError, manageError } from './handler';
import type { World } from './world';

/** Answers a caller who may not pass; `undefined` lets him. Contract, "What today's client sends": authentication by call. */
export type Access = (world: World, call: Call) => Answer | undefined;

export const anyone: Access = () => undefined;

export const token: Access = (world, call) => {
  const sent = call.headers[headers.accessToken];
  return typeof sent === 'string' && world.tokens.has(sent)
    ? undefined
    : coreError(401, 'The access token is missing, wrong or expired.');
};

/** 401 and not 403: a certificate is who the caller is, and what fails is knowing him. */
export const certificate: Access = (_world, call) => {
  if (call.certificate === 'trusted') return undefined;
  const what =
    call.certificate === 'none' ? 'A client certificate is required.' : 'The client certificate is not accepted.';
  return manageError(401, what);
};

export const apiKey: Access = (world, call) => {
  const sent = call.headers[headers.apiKey];
  const known = [...world.apiKeys.values()].some((key) => key.apikey === sent);
  return known ? undefined : manageError(401, 'The API key is missing or wrong.');
};

/** Every call about people. */
export const apiKeyAndCertificate: Access = (world, call) => certificate(world, call) ?? apiKey(world, call);

/**
 * Reads of one group: an API key (what clients send), or the certificate that reads all groups, since who may read all
 * may read one. An API key that was sent decides, so that one which was deleted meanwhile is noticed.
 */
export const apiKeyOrCertificate: Access = (world, call) =>
  call.headers[headers.apiKey] === undefined ? certificate(world, call) : apiKey(world, call);
