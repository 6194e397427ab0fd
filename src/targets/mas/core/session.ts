import { describeReference, type SecretReference } from '../../../domain/tenant/secret-reference';
import type { Clock } from '../../../http/clock';
import type { HttpAnswer } from '../../../http/request';
import { Secret } from '../../../http/secret';
import { sendAuthorised } from '../../connection/log-in/authorised';
import { guardLogIn } from '../../connection/log-in/guarded-log-in';
import { openNamed, type Call, type OpenSecret, type Service } from '../../connection/service';
import { createSharedValue } from '../../connection/shared-value';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import { headers, LoginAnswer, queries, routes } from '../wire/wire';

/** The core API behind a log-in. */
export interface Session extends Service {
  /** Logs in unless that was done already. Throws CREDENTIALS_REJECTED and what any call throws. */
  logIn(signal?: AbortSignal): Promise<void>;
}

export interface SessionParts {
  readonly admin: Service;
  readonly core: Service;
  readonly superuser: { readonly username: SecretReference; readonly password: SecretReference };
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
}

const refusedLogIn: readonly number[] = [400, 401, 403];

/**
 * A session with MAS: one token for all, got by one log-in that all share who wait. A 401 drops exactly the token that
 * was refused and sends the call once more with the next; a second 401 is CREDENTIALS_REJECTED.
 */
export function createSession(parts: SessionParts): Session {
  const token = createSharedValue(guardLogIn(() => sendLogIn(parts), parts.clock));

  return {
    async logIn(signal) {
      await token.get(signal);
    },
    async send(call, signal) {
      const by = { service: parts.core, credential: token, attach, name: 'log-in', refusals: { error: masError } };
      return await sendAuthorised(by, call, { signal });
    },
  };
}

function attach(call: Call, token: Secret): Call {
  return { ...call, headers: { ...call.headers, [headers.accessToken]: token } };
}

/** Credentials are opened for each log-in, so that changed ones are found, and kept nowhere. */
async function sendLogIn({ admin, superuser, openSecret }: SessionParts): Promise<Secret> {
  const username = await openNamed('superuser name', superuser.username, openSecret);
  const password = await openNamed('superuser password', superuser.password, openSecret);
  const body = { username: username.open(), password: password.open() };
  const answer = await admin.send({ what: 'log in', method: 'POST', path: routes.login, query: queries.login, body });
  if (!refusedLogIn.includes(answer.status)) return tokenOf(answer);
  const from = { name: describeReference(superuser.username), password: describeReference(superuser.password) };
  const seen = `, with the user name of ${from.name} and the password of ${from.password}`;
  const addition = `${seen}${lineBreakIn(Object.values(body))}`;
  throw masError('CREDENTIALS_REJECTED', { what: 'log in', answer, addition });
}

/** A secret made by `echo` or from a file easily has one, and it cannot be seen. */
function lineBreakIn(values: readonly string[]): string {
  return values.some((value) => /[\r\n]$/.test(value))
    ? '; one of them ends in a line break, which counts as part of it'
    : '';
}

function tokenOf(answer: HttpAnswer): Secret {
  if (answer.status !== 200) throw unexpectedStatus('log in', answer);
  return new Secret(parseBody('log in', answer, LoginAnswer).token);
}
