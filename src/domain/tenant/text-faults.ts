/** What is wrong with a text, and how to mend it; neither repeats the text. */
export interface Fault {
  readonly message: string;
  readonly hint: string;
}

// Control characters, lone surrogates, line and paragraph separators, and what turns the direction of text around.
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;
const invisible = /\p{Cf}/u;
const localPart = /^[^\s@<>()[\],;:\\".]+(?:\.[^\s@<>()[\],;:\\".]+)*$/u;
const hostLabel = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** The longest e-mail address, and its longest part before the "@", in characters (RFC 5321). */
const emailLimits = { whole: 254, local: 64 } as const;

function characters(text: string): number {
  return Array.from(text).length;
}

/** What is wrong with any text of a record: nothing, or the first fault. `limit` is in characters (code points). */
export function textFault(text: string, limit: number): Fault | undefined {
  if (text === '') return { message: 'is empty', hint: 'give it a value' };
  if (text.trim() === '') return { message: 'is blank', hint: 'give it a value' };
  if (unprintable.test(text)) return { message: 'holds a control character', hint: 'remove it' };
  if (text.trim() !== text) return { message: 'begins or ends with white space', hint: 'remove the white space' };
  const length = characters(text);
  return length > limit ? { message: `has ${length} characters`, hint: `at most ${limit}` } : undefined;
}

function isHost(host: string): boolean {
  return host.length <= 253 && host.split('.').every((label) => hostLabel.test(label));
}

function isEmail(text: string): boolean {
  const [local = '', host = '', ...more] = text.split('@');
  return more.length === 0 && characters(local) <= emailLimits.local && localPart.test(local) && isHost(host);
}

export function emailFault(text: string): Fault | undefined {
  const fault = textFault(text, emailLimits.whole);
  if (fault !== undefined) return fault;
  if (invisible.test(text)) return { message: 'holds an invisible character', hint: 'type it anew' };
  return isEmail(text) ? undefined : { message: 'is not an e-mail address', hint: 'write it as name@example.com' };
}

/** Likewise of a user's id, of at most `limit` characters. */
export function idFault(text: string, limit: number): Fault | undefined {
  const fault = textFault(text, limit);
  if (fault !== undefined) return fault;
  if (invisible.test(text)) return { message: 'holds an invisible character', hint: 'type it anew' };
  // As a part of a URL path they would name another place, encoded or not.
  const dots = text === '.' || text === '..';
  return dots ? { message: 'may not be "." or ".."', hint: 'use another id' } : undefined;
}

/** One form for what a person would call the same id or address: compatibility forms composed, case folded. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}
