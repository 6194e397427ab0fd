import type { CertificateWatch } from '../../http/certificate-watch';
import { type Clock, systemClock } from '../../http/clock';
import type { HttpAnswer } from '../../http/request';
import type { TargetWatch } from '../../http/request-watch';
import { Secret } from '../../http/secret';
import { type BearerSession, createBearerSession, type IssuedToken } from '../connection/log-in/bearer-session';
import { createPace } from '../connection/pace';
import { createRefusals } from '../connection/refusal';
import { createService, type OpenSecret, openNamed, type Service } from '../connection/service';
import type { TargetError } from '../contract/target';
import { placeOf, type ScimClient, type ScimSettings } from './settings';
import { ErrorBody, mediaType, scimTypes, TokenAnswer } from './wire';

export interface ScimDeps {
  readonly settings: ScimSettings;
  readonly openSecret: OpenSecret;
  readonly clock?: Clock;
  /** Sees the servers' certificates. */
  readonly certificates?: CertificateWatch | undefined;
  /** Sees the requests. */
  readonly requests?: TargetWatch | undefined;
}

/** The word for an error: only those that the standards name, for a body may hold anything. */
export function scimTypeOf(answer: HttpAnswer): string | undefined {
  const said = ErrorBody.safeParse(answer.body).data?.scimType?.toLowerCase();
  return scimTypes.find((word) => word.toLowerCase() === said);
}

const loginErrors = ['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'];

export const refusals = createRefusals({ name: 'the SCIM service', errorCodeOf: scimTypeOf });
const tokenRefusals = createRefusals({
  name: 'the token service',
  errorCodeOf: (answer) => loginErrors.find((word) => word === ErrorBody.safeParse(answer.body).data?.error),
});

const right = 'the account of the worker needs the right to read and write users and groups';

/** Cursors that are no longer good: the listing is begun anew. */
const staleCursors: readonly (string | undefined)[] = ['invalidCursor', 'expiredCursor'];

/** The error for a status that the call has no use for: by status, and by the word that comes with a 400. */
export function refused(what: string, answer: HttpAnswer): TargetError {
  const word = scimTypeOf(answer);
  if (answer.status === 412 || staleCursors.includes(word)) {
    return refusals.error('SCIM_CHANGED_MEANWHILE', { what, answer });
  }
  const plain = answer.status === 400 || answer.status === 409;
  if (plain && word !== undefined) return refusals.error('SCIM_REQUEST_REFUSED', { what, answer });
  return refusals.unexpectedStatus(what, answer, right);
}

/** A group of so many members as fit, for members have no pages: some 200,000. */
const largestAnswer = 32 * 1_048_576;
/** How long a token that says no end is used, and one that is configured before it is opened again: it may be renewed. */
const tokenLastsMs = 300_000;

/** The service behind its credentials; bodies go as `application/scim+json`. */
export function connectScim(deps: ScimDeps): BearerSession {
  const { settings, openSecret, certificates, requests, clock = systemClock } = deps;
  const { requestsPerSecond, requestTimeoutMs: timeoutMs } = settings;
  const surroundings = { openSecret, timeoutMs, clock, certificates, requests };
  const pace = () => createPace(requestsPerSecond, clock);
  const service = createService(placeOf(settings.address, settings), {
    ...{ ...surroundings, pace: pace(), maxAnswerBytes: largestAnswer },
  });
  const session = createBearerSession({ service, clock, refusals, logIn: logInOf() });
  return {
    logIn: (signal) => session.logIn(signal),
    send: (call, signal) => session.send({ ...call, headers: { ...scimHeaders(call), ...call.headers } }, signal),
  };

  function logInOf(): () => Promise<IssuedToken> {
    const { client, token } = settings;
    if (token !== undefined) {
      return async () => ({ token: await openNamed('token', token, openSecret), lifetimeMs: tokenLastsMs });
    }
    if (client === undefined) throw new Error('the settings name neither token nor client');
    const tokens = createService(placeOf(new URL(client.tokenAddress).origin, settings), {
      ...surroundings,
      pace: pace(),
    });
    return () => getToken(tokens, client, openSecret);
  }
}

function scimHeaders({ body }: { readonly body?: object | string }): Readonly<Record<string, string>> {
  return { accept: mediaType, ...(body === undefined ? {} : { 'content-type': mediaType }) };
}

/** A token service answers 400 or 401 to a client that it does not know or lets nothing: RFC 6749, section 5.2. */
const refusedLogIn: readonly number[] = [400, 401, 403];

/** Credentials are opened for each log-in, so that changed ones are found. */
async function getToken(tokens: Service, client: ScimClient, openSecret: OpenSecret): Promise<IssuedToken> {
  const what = 'log in';
  const id = await openNamed('client id', client.id, openSecret);
  const secret = await openNamed('client secret', client.secret, openSecret);
  const answer = await tokens.send({
    ...{ what, method: 'POST', path: new URL(client.tokenAddress).pathname },
    headers: { accept: 'application/json', authorization: basic(id, secret) },
    form: { grant_type: 'client_credentials', ...(client.scope === undefined ? {} : { scope: client.scope }) },
  });
  if (refusedLogIn.includes(answer.status)) throw tokenRefusals.error('CREDENTIALS_REJECTED', { what, answer });
  if (answer.status !== 200) throw tokenRefusals.unexpectedStatus(what, answer);
  const { access_token: token, expires_in: seconds } = tokenRefusals.parseBody(what, answer, TokenAnswer);
  return { token: new Secret(token), lifetimeMs: seconds ? seconds * 1_000 : tokenLastsMs };
}

/** Both parts are form-encoded first: RFC 6749, section 2.3.1. */
function basic(id: Secret, secret: Secret): Secret {
  const [name, word] = [id, secret].map((part) => new URLSearchParams([['', part.open()]]).toString().slice(1));
  return new Secret(`Basic ${Buffer.from(`${name}:${word}`).toString('base64')}`);
}
