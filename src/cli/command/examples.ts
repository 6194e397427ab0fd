import type { Command } from 'commander';

/** Puts examples before everything else of a command's help. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [line: string, meaning: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  # ${meaning}`);
  return command.addHelpText('before', ['Examples:', ...lines, ''].join('\n'));
}
