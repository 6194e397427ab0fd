import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** One option or argument of a command, whole: how it is written, what it means, and what a text given for it is worth. */
export interface Item<T> {
  /** `-q, --quiet`, `--timeout <time>`, `--user <id...>`; of an argument `<file>`, `[file]`. */
  readonly written: string;
  readonly help: string;
  /** The heading that it stands under in the help. */
  readonly heading?: string;
  readonly choices?: readonly string[];
  /** What counts when nothing is given, and how the help shows it. */
  readonly fallback?: { readonly value: T; readonly shown?: string };
  /** An option that must be given. */
  readonly required?: true;
  /** The attribute of an option that it cannot stand beside. */
  readonly excludes?: string;
  /** `before`: what the same option, given before, was worth. Throws commander's error for a text that is none. */
  readonly parse?: (text: string, before: unknown) => unknown;
  /** What commander hands over. */
  readonly schema: z.ZodType<T>;
}

export type Items = Readonly<Record<string, Item<unknown>>>;
export type ValuesOf<I extends Items> = { readonly [K in keyof I]: z.output<I[K]['schema']> };

/** Any text, an empty one too. */
export function anyText(written: string, help: string): Item<string | undefined> {
  return { written, help, schema: z.string().optional() };
}

export function text(written: string, help: string): Item<string | undefined> {
  return { ...anyText(written, help), parse: notEmpty };
}

function notEmpty(given: string): string {
  if (given !== '') return given;
  throw new InvalidArgumentError('It must not be empty.');
}

export function toggle(written: string, help: string): Item<boolean> {
  return { written, help, schema: z.boolean().default(false) };
}

/** `<id...>`: one or more. */
export function texts(written: string, help: string): Item<readonly string[] | undefined> {
  return { written, help, schema: z.array(z.string().min(1)).optional() };
}

export function choice<const C extends string>(
  written: string,
  help: string,
  choices: readonly C[],
): Item<C | undefined> {
  return { written, help, choices, schema: z.enum(choices).optional() };
}

/** An argument that must be one of these. */
export function argumentOf<const C extends string>(written: string, help: string, choices: readonly C[]): Item<C> {
  return { written, help, choices, schema: z.enum(choices) };
}

/** An option whose text is worth what `parse` makes of it. */
export function parsed<T>(
  written: string,
  help: string,
  parse: (text: string, before: T | undefined) => T,
): Item<T | undefined> {
  const schema = z.custom<T>().optional();
  return { written, help, schema, parse: (given, before) => parse(given, schema.parse(before)) };
}

/** The same option, with what counts when it is not given. */
export function withDefault<T>(item: Item<T | undefined>, value: T, shown?: string): Item<T> {
  const { fallback: _, ...rest } = item;
  return { ...rest, schema: z.custom<T>(), fallback: shown === undefined ? { value } : { value, shown } };
}

/** The same option, which must be given. */
export function required<T>(item: Item<T | undefined>): Item<T> {
  const { fallback: _, ...rest } = item;
  return { ...rest, schema: z.custom<T>((value) => value !== undefined), required: true };
}

/** Options under a heading of their own. */
export function under<I extends Items>(heading: string, items: I): I {
  return z
    .custom<I>()
    .parse(Object.fromEntries(Object.entries(items).map(([name, item]) => [name, { ...item, heading }])));
}

/** The options of one concern, and what they come to in words of the domain. */
export interface Group<T> {
  /** What it is about, for tables of who has what. */
  readonly name: string;
  readonly items: Items;
  /** `given`: what was given for an item. Throws `UsageError` for what contradicts itself. */
  readonly read: (given: (item: Item<unknown>) => unknown) => T;
}

export function group<I extends Items, T>(name: string, items: I, become: (values: ValuesOf<I>) => T): Group<T> {
  // Each value is what its own schema says.
  const values = z.custom<ValuesOf<I>>();
  const read: Group<T>['read'] = (given) => {
    const entries = Object.entries(items).map(([key, item]) => [key, item.schema.parse(given(item))]);
    return become(values.parse(Object.fromEntries(entries)));
  };
  return { name, items, read };
}

/** Options of one command alone, as they are. */
export function own<I extends Items>(items: I): Group<ValuesOf<I>> {
  return group('own', items, (values) => values);
}
