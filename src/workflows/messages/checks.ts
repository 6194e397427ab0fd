// What reaches a workflow from outside is written by anybody: another run, another version, a person in the Web UI. Zod would
// make the bundle a megabyte larger, so shapes are put together from these.

/**
 * Says what is wrong with a value that stands at `at` (empty: the whole argument of a message), without repeating it; undefined
 * when nothing is. `of`: the type that a value has then.
 */
export interface Check<T> {
  (value: unknown, at: string): string | undefined;
  readonly of?: T;
}

export function passes<T>(check: Check<T>, value: unknown): value is T {
  return check(value, '') === undefined;
}

export function subject(at: string): string {
  return at === '' ? 'the argument' : at;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const anything: Check<unknown> = () => undefined;

/** Of a message that has no argument. */
export const nothing: Check<null | undefined> = (value, at) =>
  value === undefined || value === null ? undefined : `${subject(at)} must be left out`;

export const truth: Check<boolean> = (value, at) =>
  typeof value === 'boolean' ? undefined : `${subject(at)} must be true or false`;

export const text: Check<string> = (value, at) =>
  typeof value === 'string' ? undefined : `${subject(at)} must be text`;

/** `words`: what the text must be. */
export function textLike(pattern: RegExp, words: string): Check<string> {
  return (value, at) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `${subject(at)} must be ${words}`;
}

export function oneOf<T extends string>(...choices: readonly T[]): Check<T> {
  const words = choices.map((choice) => `"${choice}"`).join(', ');
  return (value, at) =>
    choices.some((choice) => choice === value) ? undefined : `${subject(at)} must be one of ${words}`;
}

export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Check<number> {
  const words = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : `${subject(at)} must be a whole number ${words}`;
}

/** Ten years: Temporal cannot wait for ever. */
const longestMs = 315_360_000_000;

/** A length of time in milliseconds. */
export function milliseconds(least: 0 | 1): Check<number> {
  return (value, at) =>
    typeof value === 'number' && value >= least && value <= longestMs
      ? undefined
      : `${subject(at)} must be a time in milliseconds from ${least} to ${longestMs}`;
}

/** A moment in ISO 8601. */
export const moment: Check<string> = (value, at) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value))
    ? undefined
    : `${subject(at)} must be a moment in ISO 8601`;

export function list<T>(item: Check<T>): Check<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return `${subject(at)} must be a list`;
    return first(value.map((one: unknown, index) => () => item(one, `${at}[${index}]`)));
  };
}

/** A map; its keys may be personal data, and are not repeated. */
export function map<T>(item: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (!isFields(value)) return `${subject(at)} must be a map`;
    return first(Object.values(value).map((one) => () => item(one, `${at}.*`)));
  };
}

function within(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

/** Each field of a type; others may be there, too. */
export function fields<T extends object>(checks: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const all: readonly (readonly [string, Check<unknown>])[] = Object.entries<Check<unknown>>(checks);
  const names = all.map(([name]) => name).join(', ');
  return (value, at) => {
    if (!isFields(value)) return `${subject(at)} must be {${names}}`;
    return first(
      all.map(
        ([name, check]) =>
          () =>
            check(value[name], within(at, name)),
      ),
    );
  };
}

export function optional<T>(check: Check<T>): Check<T> {
  return (value, at) => (value === undefined ? undefined : check(value, at));
}

/** Of a message whose argument may be left out. */
export function orNothing<T>(check: Check<T>): Check<T | null | undefined> {
  return (value, at) => (nothing(value, at) === undefined ? undefined : check(value, at));
}

/** A union that a field tells apart: what each of its values asks of the other fields. */
export function tagged<T extends object>(
  tag: keyof T & string,
  kinds: Readonly<Record<string, Check<object>>>,
): Check<T> {
  const named = oneOf(...Object.keys(kinds));
  return (value, at) => {
    if (!isFields(value)) return `${subject(at)} must be {${tag}, …}`;
    const kind = value[tag];
    return named(kind, within(at, tag)) ?? kinds[String(kind)]?.(value, at);
  };
}

/** With these fields alone: a misspelt one would else be one that is left out. */
export function only<T>(names: readonly string[], check: Check<T>): Check<T> {
  const strange = (value: unknown) => isFields(value) && Object.keys(value).some((name) => !names.includes(name));
  return (value, at) =>
    strange(value) ? `${subject(at)} has a field that is not known; known are ${names.join(', ')}` : check(value, at);
}

/** The first fault. */
export function first(looks: readonly (() => string | undefined)[]): string | undefined {
  for (const look of looks) {
    const fault = look();
    if (fault !== undefined) return fault;
  }
  return undefined;
}
