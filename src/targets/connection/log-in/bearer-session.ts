import type { Clock } from '../../../http/clock';
import { Secret } from '../../../http/secret';
import { sendAuthorised } from './authorised';
import { guardLogIn } from './guarded-log-in';
import type { Refusals } from '../refusal';
import type { Call, Service } from '../service';
import { createSharedValue } from '../shared-value';

/** A token as it was handed out; `lifetimeMs` counts from then. */
export interface IssuedToken {
  readonly token: Secret;
  readonly lifetimeMs: number;
}

/** A service behind a log-in that gives a bearer token. */
export interface BearerSession extends Service {
  /** Logs in unless there is a token that still lasts. Throws CREDENTIALS_REJECTED and what any call throws. */
  logIn(signal?: AbortSignal): Promise<void>;
}

export interface BearerParts {
  readonly service: Service;
  readonly logIn: () => Promise<IssuedToken>;
  readonly clock: Clock;
  readonly refusals: Pick<Refusals, 'error'>;
}

interface HeldToken {
  readonly token: Secret;
  readonly renewAt: number;
}

/** A token is used for four fifths of its life, and at most until this long before its end. */
const marginMs = 30_000;

/**
 * One token for all, in memory, got by one log-in that all share who wait. It is renewed before it ends, and once on a
 * 401; a second 401 is CREDENTIALS_REJECTED.
 */
export function createBearerSession({ service, logIn, clock, refusals }: BearerParts): BearerSession {
  const shared = createSharedValue<HeldToken>(
    guardLogIn(async () => {
      const askedAt = clock.now();
      const { token, lifetimeMs } = await logIn();
      return { token, renewAt: askedAt + lifetimeMs - Math.min(marginMs, lifetimeMs / 5) };
    }, clock),
  );
  const credential = {
    get: async (signal?: AbortSignal) => {
      const held = shared.peek();
      if (held !== undefined && clock.now() >= held.renewAt) shared.drop(held);
      return await shared.get(signal);
    },
    drop: (held: HeldToken) => shared.drop(held),
  };

  return {
    async logIn(signal) {
      await credential.get(signal);
    },
    async send(call, signal) {
      return await sendAuthorised({ service, credential, attach, name: 'log-in', refusals }, call, { signal });
    },
  };
}

function attach(call: Call, { token }: HeldToken): Call {
  return { ...call, headers: { ...call.headers, authorization: new Secret(`Bearer ${token.open()}`) } };
}
