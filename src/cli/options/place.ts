import { type Group, group, text, under } from '../command/option';
import { UsageError } from '../command/errors';

/** Where Temporal is, as far as it was said. */
export interface PlaceWish {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly profile?: string | undefined;
  /** The state folder of the embedded mode. */
  readonly stateDir?: string | undefined;
  /** How it was said, for a following command: nothing, or with a space before each word. */
  readonly again: string;
}

const items = under('Temporal (none configured: embedded, in the state folder):', {
  address: text('--address <host:port>', 'Temporal server; default: TEMPORAL_ADDRESS or the profile'),
  namespace: text('--namespace <name>', 'Temporal namespace; default: TEMPORAL_NAMESPACE, the profile, or "default"'),
  profile: text('--profile <name>', 'profile of the Temporal configuration file'),
  stateDir: text(
    '--state-dir <folder>',
    'state folder of the embedded mode; default: ONBOARD_STATE_DIR or the XDG state folder',
  ),
});

export const place: Group<PlaceWish> = group('place', items, placeWish);

/** Throws `UsageError` for a state folder and a server at once. */
export function placeWish(said: Omit<PlaceWish, 'again'>): PlaceWish {
  const { stateDir, ...server } = said;
  const others = (['address', 'namespace', 'profile'] as const).filter((name) => server[name] !== undefined);
  if (stateDir !== undefined && others.length > 0) {
    throw new UsageError(
      `--state-dir is for the embedded mode, --${others.join(' and --')} for a Temporal server.`,
      'Leave one of them out.',
    );
  }
  return { ...said, again: againWith(said) };
}

function againWith({ address, namespace, profile, stateDir }: Omit<PlaceWish, 'again'>): string {
  const words = [
    ['--address', address],
    ['--namespace', namespace],
    ['--profile', profile],
    ['--state-dir', stateDir],
  ] as const;
  return words.flatMap(([name, value]) => (value === undefined ? [] : [` ${name} ${shellWord(value)}`])).join('');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
