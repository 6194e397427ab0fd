import { z } from 'zod';
import type { Context } from './context';
import type { ExitCode } from './exit-codes';
import type { Group, Item } from './option';

export type Example = readonly [line: string, meaning: string];
type Groups = Readonly<Record<string, Group<unknown>>>;
/** What a command gets: what each of its groups of options came to. */
export type RequestOf<G extends Groups> = { readonly [K in keyof G]: ReturnType<G[K]['read']> };
type Run<R> = (context: Context, request: R) => Promise<ExitCode> | ExitCode;

/** Reads what was given for an option or argument. */
export type Given = (item: Item<unknown>) => unknown;

/** A command, for whoever parses, helps, completes or documents. */
export interface Definition {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly Example[];
  /** By concern, in the order of the help. Arguments are the items that are written `<…>` or `[…]`. */
  readonly groups: readonly Group<unknown>[];
  readonly commands: readonly Definition[];
  /** Among its siblings, the one that is meant when none is named. */
  readonly isDefault: boolean;
  /** Says what is unknown to it, instead of an error of usage. */
  readonly tolerant: boolean;
  readonly perform: (context: Context, given: Given) => Promise<ExitCode>;
}

interface Wanted<G extends Groups> {
  readonly name: string;
  readonly summary: string;
  readonly examples?: readonly Example[];
  readonly options: G;
  readonly isDefault?: true;
  readonly tolerant?: true;
  /** Loads what it does: for its help alone nothing of that is needed. */
  readonly run: () => Promise<Run<RequestOf<G>>>;
}

/** A command: each option stands once, and parser, types, help, completion and reference come from it. */
export function defineCommand<const G extends Groups>(wanted: Wanted<G>): Definition {
  const { name, summary, examples = [], options, run } = wanted;
  const { isDefault = false, tolerant = false } = wanted;
  // Each part is what its own group made of it.
  const request = z.custom<RequestOf<G>>();
  return {
    ...{ name, summary, examples, isDefault, tolerant },
    groups: Object.values(options),
    commands: [],
    perform: async (context, given) => {
      const parts = Object.entries(options).map(([part, group]) => [part, group.read(given)]);
      return (await run())(context, request.parse(Object.fromEntries(parts)));
    },
  };
}

/** A command that is only the commands below it. */
export function defineCommands(wanted: Pick<Definition, 'name' | 'summary' | 'examples' | 'commands'>): Definition {
  const perform = () => Promise.reject(new Error(`${wanted.name} is no command of its own`));
  return { ...wanted, groups: [], isDefault: false, tolerant: false, perform };
}
