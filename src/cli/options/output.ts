import { choice, type Group, group, withDefault } from '../command/option';
import { type Output, outputs } from '../terminal/terminal';

export function outputAs(fallback: Output): Group<Output> {
  const items = { output: withDefault(choice('-o, --output <format>', 'how data is printed', outputs), fallback) };
  return group('output', items, ({ output: format }) => format);
}

/** How data is printed. */
export const output = outputAs('table');
