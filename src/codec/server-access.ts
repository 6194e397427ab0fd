import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../http/secret';

/** How long a browser stays signed in. */
export const sessionMs = 8 * 3_600_000;

/** Who may use the codec server: holders of its token, and browsers that gave it. */
export interface ServerAccess {
  /** `authorization`, `cookie`: headers of a request. */
  readonly allows: (headers: Credentials) => boolean;
  /** The value of the cookie for a browser that gave this token; undefined when it is another one. */
  readonly signIn: (token: string) => string | undefined;
}

interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}

/** The cookie's name: with HTTPS one that browsers take from this very host alone, and only over HTTPS. */
export const sessionCookies = { http: 'onboard_codec_session', https: '__Host-onboard_codec_session' } as const;
export type SessionCookie = (typeof sessionCookies)[keyof typeof sessionCookies];

/** The cookie holds a time and a proof of the token, never the token: a new token ends every session. */
export function createServerAccess(token: Secret, name: SessionCookie, now: () => number = Date.now): ServerAccess {
  const proofOf = (end: string) => createHmac('sha256', token.open()).update(`session ${end}`).digest('base64url');
  const isToken = (given: string) => areEqual(given, token.open());
  const isSession = (cookie: string): boolean => {
    const [end = '', proof = ''] = cookie.split('.');
    return areEqual(proof, proofOf(end)) && Number(end) > now();
  };
  return {
    allows: ({ authorization = '', cookie = '' }) => {
      const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      return bearer === undefined ? cookiesOf(cookie, name).some(isSession) : isToken(bearer);
    },
    signIn: (given) => {
      const end = String(now() + sessionMs);
      return isToken(given) ? `${end}.${proofOf(end)}` : undefined;
    },
  };
}

/** Takes as long whatever differs. */
function areEqual(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The values of our cookie: a browser may send several, of different paths. */
function cookiesOf(header: string, wanted: SessionCookie): readonly string[] {
  return header.split(';').flatMap((pair) => {
    const [name = '', value = ''] = pair.trim().split('=');
    return name === wanted ? [value] : [];
  });
}
