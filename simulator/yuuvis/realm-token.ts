import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { z } from 'zod';

/** A key of a realm; one for encryption is of no use here. */
const RealmKey = z.object({
  ...{ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() },
  use: z.string().optional(),
});

/** The keys of a realm, as Keycloak shows them under `/protocol/openid-connect/certs`. */
export const RealmKeys = z.object({ keys: z.array(RealmKey) });
export type RealmKeys = z.infer<typeof RealmKeys>;

const Header = z.object({ alg: z.literal('RS256'), kid: z.string() });
/** `exp` is in seconds since the epoch. */
const Claims = z.object({ exp: z.number(), realm_access: z.object({ roles: z.array(z.string()) }).optional() });

/** The realm's roles in a token that one of the keys has signed and that still lasts; `undefined` for any other. */
export function rolesOfRealmToken(token: string, keys: RealmKeys, nowMs: number): readonly string[] | undefined {
  const claims = signedClaims(token, keys);
  const parsed = Claims.safeParse(claims === undefined ? undefined : decoded(claims));
  if (!parsed.success || parsed.data.exp * 1_000 <= nowMs) return undefined;
  return parsed.data.realm_access?.roles ?? [];
}

/** The middle part of a token whose last part is a signature of the rest. */
function signedClaims(token: string, keys: RealmKeys): string | undefined {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.');
  const key = rest.length === 0 ? keyFor(header, keys) : undefined;
  return key !== undefined && isSigned(`${header}.${claims}`, signature, key) ? claims : undefined;
}

function keyFor(header: string, { keys }: RealmKeys): z.infer<typeof RealmKey> | undefined {
  const { data } = Header.safeParse(decoded(header));
  return keys.find(({ kid, use }) => kid === data?.kid && use !== 'enc');
}

function isSigned(text: string, signature: string, jwk: z.infer<typeof RealmKey>): boolean {
  const { kty, n, e } = jwk;
  const key: JsonWebKey = { kty, n, e };
  return verify(
    'RSA-SHA256',
    Buffer.from(text),
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
