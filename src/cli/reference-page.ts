import type { Definition } from './command/define-command';
import type { Group, Item } from './command/option';
import { isArgument } from './command/parser';

const preface = `## Options, by concern

<!-- From here on: written by \`npm run pages\` from the definitions in src/cli. Change it there. -->

Commands take whole groups of options. What a command has besides stands [with it](#options-by-command).`;

/** What each concern is called. */
const concerns: Readonly<Record<string, string>> = {
  source: 'Users',
  target: 'Target',
  run: 'The run',
  removal: 'Removal',
  follow: 'Following',
  looking: 'Looking',
  report: 'Report',
  notify: 'Notices',
  output: 'Output',
  config: 'Configuration',
  place: 'Temporal',
};

/** Groups that stand with their command, for each has other options. */
const alone: readonly string[] = ['own', 'tenant'];

/** The end of `docs/reference/command-line.md`: every option of every command. */
export function referencePage(commands: readonly Definition[]): string {
  const all = flat(commands, 'onboard');
  return `${[preface, ...concernParts(all), '## Options, by command', ...all.map((one) => commandPart(one, all))].join('\n\n')}\n`;
}

interface Named {
  readonly name: string;
  readonly definition: Definition;
}

function flat(commands: readonly Definition[], above: string): readonly Named[] {
  return commands.flatMap((definition) => {
    const name = `${above} ${definition.name}`;
    return definition.commands.length > 0 ? flat(definition.commands, name) : [{ name, definition }];
  });
}

function concernParts(all: readonly Named[]): readonly string[] {
  return Object.entries(concerns).flatMap(([name, title]) => {
    const groups = groupsNamed(name, all);
    return groups.slice(0, 1).map((first) => `### ${title}\n\n${tableOf(commonOf(first, groups))}`);
  });
}

/** The options that every shape of a group has. */
function commonOf(group: Group<unknown>, all: readonly Group<unknown>[]): readonly Item<unknown>[] {
  const has = (one: Group<unknown>, written: string) => optionsOf(one).some((item) => item.written === written);
  return optionsOf(group).filter(({ written }) => all.every((one) => has(one, written)));
}

/** The command that keeps the options of another tool has groups of its own throughout. */
const peer = ({ tolerant }: Definition): boolean => tolerant;

function commandPart({ name, definition }: Named, all: readonly Named[]): string {
  const { summary, groups } = definition;
  const words = groups.flatMap((group) =>
    Object.values(group.items)
      .filter(isArgument)
      .map(({ written }) => written),
  );
  const own = groups.flatMap((group) => (peer(definition) ? optionsOf(group) : specialOf(group, all)));
  const shared = groups
    .filter((group) => !peer(definition) && !alone.includes(group.name))
    .map(({ name: one }) => linkOf(one));
  return [
    `### ${name.replace('onboard ', '')}`,
    `\`${[name, ...words].join(' ')}\` ${summary}`,
    ...(own.length > 0 ? [tableOf(own)] : []),
    ...(shared.length > 0 ? [`Also: ${shared.join(', ')}.`] : []),
  ].join('\n\n');
}

/** What only this command's shape of a group has. */
function specialOf(group: Group<unknown>, all: readonly Named[]): readonly Item<unknown>[] {
  if (alone.includes(group.name)) return optionsOf(group);
  const common = new Set(commonOf(group, groupsNamed(group.name, all)).map(({ written }) => written));
  return optionsOf(group).filter(({ written }) => !common.has(written));
}

function groupsNamed(name: string, all: readonly Named[]): readonly Group<unknown>[] {
  return all.flatMap(({ definition }) =>
    peer(definition) ? [] : definition.groups.filter((group) => group.name === name),
  );
}

function linkOf(name: string): string {
  const title = concerns[name] ?? name;
  return `[${title.toLowerCase()}](#${title.toLowerCase().replaceAll(' ', '-')})`;
}

function optionsOf({ items }: Group<unknown>): readonly Item<unknown>[] {
  return Object.values(items).filter((item) => !isArgument(item));
}

function tableOf(items: readonly Item<unknown>[]): string {
  const rows = items.map((item) => `| \`${item.written.replaceAll('|', String.raw`\|`)}\` | ${cell(aboutOf(item))} |`);
  return ['| option | meaning |', '| --- | --- |', ...rows].join('\n');
}

function aboutOf({ help, choices, fallback, required }: Item<unknown>): string {
  const one = choices === undefined ? '' : `: ${choices.join(', ')}`;
  const usual = fallback === undefined ? '' : ` (default: ${fallback.shown ?? String(fallback.value)})`;
  return `${help}${one}${usual}${required === true ? '; must be given' : ''}`;
}

/** What a reader of Markdown would take for markup. */
function cell(words: string): string {
  return words.replace(/[*_<>[\]|]/g, (character) => `\\${character}`);
}
