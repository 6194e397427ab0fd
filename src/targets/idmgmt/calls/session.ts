import { createRefusals } from '../../connection/refusal';
import type { SecretReference } from '../../../domain/tenant/secret-reference';
import type { Clock } from '../../../http/clock';
import type { HttpAnswer } from '../../../http/request';
import { Secret } from '../../../http/secret';
import { sendAuthorised } from '../../connection/log-in/authorised';
import { guardLogIn } from '../../connection/log-in/guarded-log-in';
import { type Call, openNamed, type OpenSecret, type Service } from '../../connection/service';
import { createSharedValue } from '../../connection/shared-value';
import { loginForm, routes, TokenAnswer } from '../wire/wire';

/** Error bodies are words that may hold anything: none of them is ever shown. */
export const {
  error: idmgmtError,
  unexpectedStatus,
  parseBody,
} = createRefusals({
  name: 'the identity management',
});

/** What a 403 lacks. */
export const rights = {
  read: 'the account needs a role that may read users and teams',
  write: 'the account needs the role Administrator of the team, or ClusterAdministrator',
  remove: 'the account needs the role ClusterAdministrator',
} as const;

/** The identity management behind a log-in. */
export interface Session extends Service {
  /** Logs in unless that was done already. Throws CREDENTIALS_REJECTED and what any call throws. */
  logIn(signal?: AbortSignal): Promise<void>;
}

interface SessionParts {
  readonly service: Service;
  readonly account: { readonly username: SecretReference; readonly password: SecretReference };
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
}

interface Token {
  readonly value: Secret;
  /** When it is no longer used, in ms since the epoch. */
  readonly staleAt: number;
}

const refusedLogIn: readonly number[] = [400, 401, 403];
const defaultLifeMs = 600_000;
/** A token is renewed while it is still good, so that no call meets its end on the way. */
const marginMs = 30_000;

/**
 * One token for all, got by one log-in that all share who wait, and renewed before it ends. A 401 drops exactly the token
 * that was refused and sends the call once more with the next; a second 401 is CREDENTIALS_REJECTED.
 */
export function createSession(parts: SessionParts): Session {
  const { service, clock } = parts;
  const token = createSharedValue(guardLogIn(() => logIn(parts), clock));
  const credential = {
    drop: (stale: Token) => token.drop(stale),
    async get(signal?: AbortSignal) {
      const known = token.peek();
      if (known !== undefined && clock.now() >= known.staleAt) token.drop(known);
      return await token.get(signal);
    },
  };

  return {
    async logIn(signal) {
      await credential.get(signal);
    },
    async send(call, signal) {
      const by = { service, credential, attach, name: 'log-in', refusals: { error: idmgmtError } };
      return await sendAuthorised(by, call, { signal });
    },
  };
}

function attach(call: Call, { value }: Token): Call {
  return { ...call, headers: { ...call.headers, authorization: new Secret(`Bearer ${value.open()}`) } };
}

/** Contract: `POST /idprovider/v1/auth/identitytoken`. Credentials are opened for each log-in and kept nowhere. */
async function logIn({ service, account, openSecret, clock }: SessionParts): Promise<Token> {
  const username = await openNamed('user name', account.username, openSecret);
  const password = await openNamed('password', account.password, openSecret);
  const form = { ...loginForm, username: username.open(), password: password.open() };
  const answer = await service.send({ what: 'log in', method: 'POST', path: routes.token, form });
  return tokenOf(answer, clock.now());
}

function tokenOf(answer: HttpAnswer, now: number): Token {
  if (refusedLogIn.includes(answer.status)) throw idmgmtError('CREDENTIALS_REJECTED', { what: 'log in', answer });
  if (answer.status !== 200) throw unexpectedStatus('log in', answer);
  const { access_token: value, expires_in: seconds } = parseBody('log in', answer, TokenAnswer);
  const lifeMs = seconds === undefined ? defaultLifeMs : seconds * 1_000;
  return { value: new Secret(value), staleAt: now + Math.max(lifeMs - marginMs, lifeMs / 2) };
}
