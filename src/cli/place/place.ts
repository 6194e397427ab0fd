import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionSettings, connectionSettings } from '../../client';
import type { PlaceFlags } from '../options/flags';
import { flagsAgain } from '../options/flags-again';
import { type Host, pathFrom } from '../terminal/host';
import { UsageError } from '../command/usage-error';

/** Where runs live: in the state folder's own Temporal server, or in a server that is configured. */
export type Place = { /** The flags that lead a following command here. */ readonly again: string } & (
  | { readonly mode: 'embedded'; readonly stateDir: string }
  | { readonly mode: 'cluster'; readonly settings: ConnectionSettings & { readonly address: string } }
);

/**
 * Embedded when no Temporal is configured (no --address, no TEMPORAL_ADDRESS, no address in the profile) or when
 * --state-dir asks for it. Throws `UsageError` for flags that contradict each other, `ClientError` for a bad profile.
 */
export function resolvePlace(flags: PlaceFlags, host: Pick<Host, 'env' | 'cwd'>): Place {
  if (flags.stateDir !== undefined) return embeddedAsAsked(flags, pathFrom(host, flags.stateDir));
  const env = Object.fromEntries(
    Object.entries(host.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const settings = connectionSettings({ ...flags, env });
  const { address } = settings;
  const again = flagsAgain(flags);
  if (address !== undefined) return { mode: 'cluster', settings: { ...settings, address }, again };
  if (flags.profile !== undefined || flags.namespace !== undefined) {
    throw new UsageError(
      'No Temporal server is named.',
      'Add --address, TEMPORAL_ADDRESS, or an address in the profile.',
    );
  }
  return { mode: 'embedded', stateDir: defaultStateDir(host), again };
}

function embeddedAsAsked(flags: PlaceFlags, stateDir: string): Place {
  const others = (['address', 'namespace', 'profile'] as const).filter((name) => flags[name] !== undefined);
  if (others.length === 0) return { mode: 'embedded', stateDir, again: flagsAgain({ stateDir: flags.stateDir }) };
  throw new UsageError(
    `--state-dir is for the embedded mode, --${others.join(' and --')} for a Temporal server.`,
    'Leave one of them out.',
  );
}

function defaultStateDir(host: Pick<Host, 'env' | 'cwd'>): string {
  const { env: variables } = host;
  const named = variables['ONBOARD_STATE_DIR'];
  if (named !== undefined && named !== '') return pathFrom(host, named);
  const xdg = variables['XDG_STATE_HOME'];
  const home = xdg !== undefined && xdg.startsWith('/') ? xdg : join(variables['HOME'] ?? homedir(), '.local', 'state');
  return join(home, 'tenant-onboarding');
}
