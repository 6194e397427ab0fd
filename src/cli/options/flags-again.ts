import type { PlaceFlags } from './flags';

/** The flags that lead a following command to the same place, each with a space before it. */
export function flagsAgain({ address, namespace, profile, stateDir }: PlaceFlags): string {
  const flags = [
    ['--address', address],
    ['--namespace', namespace],
    ['--profile', profile],
    ['--state-dir', stateDir],
  ] as const;
  return flags.flatMap(([name, value]) => (value === undefined ? [] : [` ${name} ${shellWord(value)}`])).join('');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
