import { z } from 'zod';
import type { HttpAnswer } from '../../../http/request';

/*
 * Why Keycloak, or the Tenant Management API before it, refused: `{field, errorMessage, params}`, several of them in
 * `errors`, `{errorMessage}`, or `{error}` (Keycloak's public source: ErrorRepresentation, and validateUserProfile of
 * UserResource). Any of the texts may hold the user's own data, so only words that are nobody's are shown.
 */

const Reason = z.object({
  field: z.string().nullish().catch(undefined),
  errorMessage: z.string().nullish().catch(undefined),
  params: z.array(z.unknown()).nullish().catch(undefined),
  error: z.string().nullish().catch(undefined),
  code: z.string().nullish().catch(undefined),
});
type Reason = z.infer<typeof Reason>;
const Reasons = Reason.extend({ errors: z.array(Reason).nullish().catch(undefined) });

const mostReasons = 5;

/** The reason in words without personal data: `phone: error-user-attribute-required`; `undefined` when none was given. */
export function reasonOf({ body }: HttpAnswer): string | undefined {
  const said = saidIn(body).map(inWords);
  const words = [...new Set(said)].filter((text) => /[\p{L}\p{N}]/u.test(text));
  return words.length === 0 ? undefined : words.join('; ');
}

/** Whether the answer names a field of the user's profile. */
export function namesField({ body }: HttpAnswer): boolean {
  return saidIn(body).some(({ field }) => typeof field === 'string' && isAttribute(field));
}

function saidIn(body: unknown): readonly Reason[] {
  const parsed = Reasons.safeParse(body).data;
  if (parsed === undefined) return [];
  return [parsed, ...(parsed.errors ?? [])].slice(0, mostReasons + 1);
}

function inWords({ field, errorMessage, params, error, code }: Reason): string {
  const text = discreet([errorMessage, error, code].find((word) => typeof word === 'string' && word !== '') ?? '');
  const numbers = (params ?? []).filter((param) => typeof param === 'number' && param < 10_000);
  const about = typeof field === 'string' && isAttribute(field) ? `${field}: ` : '';
  return `${about}${[text, ...numbers].filter((part) => part !== '').join(' ')}`;
}

/** The name of an attribute, which the realm's administrator has chosen. */
function isAttribute(field: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,60}$/.test(field);
}

const longestText = 200;

/** The text with everything struck out that isn't a word of the trade. */
function discreet(text: string): string {
  const parts = text.slice(0, longestText).match(/error(?:-[a-z]+)+|[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu) ?? [];
  const shown = parts.map((part) => (isPlain(part) ? part : '…')).join('');
  return shown.replaceAll(/…(?:[^\p{L}\p{N}…]*…)+/gu, '…').trim();
}

function isPlain(part: string): boolean {
  if (/^error(?:-[a-z]+)+$/.test(part) || !/[\p{L}\p{N}]/u.test(part)) return true;
  const humps = part.match(/\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+|\p{M}+/gu) ?? [];
  return humps.every((hump) => tradeWords.has(hump.toLowerCase()));
}

const tradeWords: ReadonlySet<string> = new Set(
  [
    'a an and any are as at be can cannot could did does for from has have if in is it its must no none not of on only or',
    'same than that the this to was with without yet already again longer shorter',
    'access account action address already attribute attributes bad bearer between blank body brute character characters',
    'client code conflict content create created creation credentials data delete denied disabled domain duplicate edit',
    'email enabled empty error exceeded exist exists expired failed field fields first forbidden force format found grant',
    'group groups http id input insufficient internal invalid key last least length letters limit limits local locked long lower',
    'mail match max maximum media message met min minimum missing more most name names null number numbers parameter part',
    'password pattern permission permissions permitted person phone policy privileges profile prohibited property protected',
    'quota range reached read realm refused representation request required role roles rejected rule scope server short',
    'size special state status support supported temporary tenant token too type unauthorized unique unknown',
    'unsupported update updated upper url user username users valid value values write wrong',
  ].flatMap((line) => line.split(' ')),
);
