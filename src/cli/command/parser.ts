import { Argument, Command, Option } from 'commander';
import { harmless } from '../../domain/report/harmless';
import type { Host } from '../terminal/host';
import type { Definition, Example, Given } from './define-command';
import type { Item } from './option';

/** Gets the command that was named, what was given for its options, and of a tolerant one the options that it does not know. */
export type Act = (definition: Definition, given: Given, unknown: readonly string[]) => Promise<void>;

const general = 'Options:';

/** The parser of a command. Errors of usage are thrown, with a suggestion, and never end the process by themselves. */
export function parserOf(definition: Definition, act: Act, parent = ''): Command {
  const { name, summary, examples, groups, commands, tolerant } = definition;
  const full = `${parent}${name}`;
  const command = new Command(name).description(summary);
  const items = groups.flatMap((group) => Object.values(group.items));
  for (const item of items) add(command, item);
  command.optionsGroup(general);
  if (tolerant) command.allowUnknownOption();
  for (const child of commands) {
    command.addCommand(parserOf(child, act, `${full} `), { isDefault: child.isDefault });
  }
  if (examples.length > 0) withExamples(command, examples);
  const finished = strict(command, full).allowExcessArguments(tolerant);
  if (commands.length > 0) return finished;
  const unknown = () => (tolerant ? unknownOptions(command.args) : []);
  return finished.action(() => act(definition, reader(command, items), unknown()));
}

function add(command: Command, item: Item<unknown>): void {
  if (isArgument(item)) {
    const argument = new Argument(item.written, item.help);
    command.addArgument(item.choices === undefined ? argument : argument.choices(item.choices));
    return;
  }
  const { written, help, choices, fallback, required, excludes, parse, heading = general } = item;
  const option = new Option(written, help).helpGroup(heading).makeOptionMandatory(required === true);
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined) option.argParser<unknown>(parse);
  if (fallback !== undefined) option.default(fallback.value, fallback.shown);
  if (excludes !== undefined) option.conflicts(excludes);
  command.addOption(option);
}

export function isArgument({ written }: Pick<Item<unknown>, 'written'>): boolean {
  return !written.startsWith('-');
}

function reader(command: Command, items: readonly Item<unknown>[]): Given {
  const options = new Map<string, unknown>(Object.entries(command.opts<Record<string, unknown>>()));
  const named = items.filter(isArgument).map(({ written }) => written);
  return (item) =>
    isArgument(item)
      ? command.args[named.indexOf(item.written)]
      : options.get(new Option(item.written).attributeName());
}

/** Without their values: those may be personal. */
function unknownOptions(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => /^--?[a-z][\w-]*/i.exec(word) ?? []);
}

/** Puts examples before everything else of a command's help. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  # ${meaning}`);
  return command.addHelpText('before', ['Examples:', ...lines, ''].join('\n'));
}

export function strict(command: Command, fullName: string): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(`(see ${fullName} --help)`)
    .allowExcessArguments(false)
    .configureHelp({ showGlobalOptions: false });
}

/** Help and errors of usage go where the command writes. */
export function writeTo(command: Command, { stdout, stderr }: Pick<Host, 'stdout' | 'stderr'>): void {
  command.configureOutput({
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(harmless(text)),
    getOutHelpWidth: () => stdout.columns ?? 80,
    getErrHelpWidth: () => stderr.columns ?? 80,
    getOutHasColors: () => stdout.isTTY === true,
    getErrHasColors: () => stderr.isTTY === true,
  });
  for (const child of command.commands) writeTo(child, { stdout, stderr });
}
