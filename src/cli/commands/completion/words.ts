import { Option } from 'commander';
import type { Definition } from '../../command/define-command';
import type { Item } from '../../command/option';
import { isArgument } from '../../command/parser';

/** What a shell can complete of a command. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
  /** What its arguments may be, where that is a closed list. */
  readonly choices: readonly string[];
}

export interface OptionWords {
  /** As they are typed: `-o`, `--output`. */
  readonly typed: readonly string[];
  readonly help: string;
  /** `flag` takes nothing; `text` takes anything, a file perhaps. */
  readonly takes: 'flag' | 'text' | readonly string[];
}

export function wordsOf(definition: Definition): CommandWords {
  const { name, summary, groups, commands } = definition;
  const items = groups.flatMap((group) => Object.values(group.items));
  return {
    ...{ name, summary },
    options: [...items.filter((item) => !isArgument(item)).map(optionOf), help],
    commands: commands.map(wordsOf),
    choices: items.filter(isArgument).flatMap(({ choices = [] }) => choices),
  };
}

const help: OptionWords = { typed: ['-h', '--help'], help: 'print the help', takes: 'flag' };

function optionOf({ written, help: about, choices }: Item<unknown>): OptionWords {
  const { short, long, required, optional } = new Option(written);
  const typed = [short, long].filter((word) => typeof word === 'string');
  return { typed, help: about, takes: choices ?? (required || optional ? 'text' : 'flag') };
}
