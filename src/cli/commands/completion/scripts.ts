import { Option } from 'commander';
import type { Definition } from '../../command/define-command';
import type { Item } from '../../command/option';
import { isArgument } from '../../command/parser';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';

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

const scripts = { bash, zsh, fish } as const;

interface CompletionRequest {
  readonly shell: keyof typeof scripts;
  readonly commands: readonly Definition[];
}

/** `onboard completion`. */
export function printCompletion({ terminal }: Context, { shell, commands }: CompletionRequest): ExitCode {
  terminal.data(scripts[shell](commands.map(wordsOf)));
  return exitCodes.done;
}

/** A command with all that leads to it. */
interface Node extends CommandWords {
  readonly path: readonly string[];
}

function nodesOf(commands: readonly CommandWords[], above: readonly string[] = []): readonly Node[] {
  return commands.flatMap((words) => {
    const path = [...above, words.name];
    return [{ ...words, path }, ...nodesOf(words.commands, path)];
  });
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const namesOf = (commands: readonly CommandWords[]): readonly string[] => commands.map(({ name }) => name);

function bash(commands: readonly CommandWords[]): string {
  const nodes = nodesOf(commands);
  const paths = nodes.map(({ path }) => quoted(['onboard', ...path].join(' '))).join(' | ');
  const values = nodes.flatMap(({ path, options }) =>
    options.flatMap(({ typed, takes }) =>
      takes === 'flag' ? [] : [{ at: typed.map((word) => quoted(['onboard', ...path, word].join(' '))), takes }],
    ),
  );
  const wordsAt = (path: readonly string[], words: readonly string[]): string =>
    `    ${quoted(['onboard', ...path].join(' '))}) words=${quoted(words.join(' '))} ;;`;
  return [
    '# bash completion of onboard; made by: onboard completion bash',
    '_onboard() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} at=onboard words= i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    case "$at ${COMP_WORDS[i]}" in',
    `    ${paths}) at="$at \${COMP_WORDS[i]}" ;;`,
    '    esac',
    '  done',
    '  case "$at $before" in',
    ...values.map(({ at, takes }) =>
      takes === 'text'
        ? `    ${at.join(' | ')}) COMPREPLY=($(compgen -f -- "$word")) && return ;;`
        : `    ${at.join(' | ')}) COMPREPLY=($(compgen -W ${quoted(takes.join(' '))} -- "$word")) && return ;;`,
    ),
    '  esac',
    '  case "$at" in',
    wordsAt([], [...namesOf(commands), '--help', '--version']),
    ...nodes.map(({ path, options, choices, commands: below }) =>
      wordsAt(path, [...namesOf(below), ...choices, ...options.flatMap(({ typed }) => typed)]),
    ),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '  [[ $word == -* ]] || COMPREPLY+=($(compgen -f -- "$word"))',
    '}',
    'complete -F _onboard onboard temporal-onboard',
  ].join('\n');
}

function zsh(commands: readonly CommandWords[]): string {
  const functions = nodesOf(commands).map((node) => [
    `_onboard_${node.path.join('_').replaceAll('-', '_')}() {`,
    ...(node.commands.length > 0 ? zshCommands(node.commands, node.path) : zshArguments(node)),
    '}',
  ]);
  return [
    '#compdef onboard temporal-onboard',
    '# zsh completion of onboard; made by: onboard completion zsh',
    ...functions.flat(),
    '_onboard() {',
    ...zshCommands(commands, []),
    '}',
    '_onboard "$@"',
  ].join('\n');
}

function zshCommands(commands: readonly CommandWords[], path: readonly string[]): readonly string[] {
  const entries = commands.map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', String.raw`\:`)}`));
  const call = ['_onboard', ...path, '${line[1]//-/_}'].join('_').replaceAll(/(?<=_onboard[a-z_]*)-/g, '_');
  return [
    '  local line state',
    `  _arguments -C '1: :->command' '*:: :->rest'`,
    '  case $state in',
    `    command) local -a commands=(${entries.join(' ')}); _describe command commands; _files ;;`,
    `    rest) (( $+functions[${call}] )) && ${call} ;;`,
    '  esac',
  ];
}

function zshArguments({ options, choices }: Node): readonly string[] {
  const specs = options.flatMap(({ typed, help, takes }) => typed.map((word) => quoted(zshOption(word, help, takes))));
  const argument = choices.length > 0 ? quoted(`*: :(${choices.join(' ')})`) : quoted('*:file:_files');
  return [`  _arguments ${[...specs, argument].join(' ')}`];
}

function zshOption(word: string, help: string, takes: OptionWords['takes']): string {
  const about = help.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  if (takes === 'flag') return `${word}[${about}]`;
  return `*${word}[${about}]:value:${takes === 'text' ? '_files' : `(${takes.join(' ')})`}`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = ['onboard', 'temporal-onboard'].flatMap((program) => [
    ...commands.map(({ name, summary }) =>
      fishLine(program, '__fish_use_subcommand', ['-a', name, '-d', quoted(summary)]),
    ),
    ...nodesOf(commands).flatMap((node) => fishOf(program, node)),
  ]);
  return ['# fish completion of onboard; made by: onboard completion fish', ...lines].join('\n');
}

function fishOf(program: string, { path, options, choices, commands }: Node): readonly string[] {
  const within = path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
  return [
    ...commands.map(({ name, summary }) => fishLine(program, within, ['-a', name, '-d', quoted(summary)])),
    ...choices.map((word) => fishLine(program, within, ['-f', '-a', word])),
    ...options.map(({ typed, help, takes }) => {
      const names = typed.flatMap((word) => (word.startsWith('--') ? ['-l', word.slice(2)] : ['-s', word.slice(1)]));
      const value = takes === 'flag' ? [] : takes === 'text' ? ['-r'] : ['-x', '-a', quoted(takes.join(' '))];
      return fishLine(program, within, [...names, ...value, '-d', quoted(help)]);
    }),
  ];
}

function fishLine(program: string, condition: string, words: readonly string[]): string {
  return `complete -c ${program} -n ${quoted(condition)} ${words.join(' ')}`;
}
