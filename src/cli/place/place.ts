import { isAbsolute, join } from 'node:path';
import { type ConnectionSettings, connectionSettings } from '../../client';
import { hasRuns } from '../../embedded/dev-server';
import { canBeWritten, homeFolder, stopgapFolder } from '../../embedded/system/home-folder';
import type { PlaceWish } from '../options';
import { type Host, pathFrom } from '../terminal/host';
import { UsageError } from '../command/errors';

interface EmbeddedPlace {
  readonly mode: 'embedded';
  readonly stateDir: string;
  /** The usual folder, in whose place this one stands because that cannot be written. */
  readonly stopgapFor?: string;
}

/** Where runs live: in the state folder's own Temporal server, or in a server that is configured. */
export type Place = { /** The words that lead a following command here. */ readonly again: string } & (
  | EmbeddedPlace
  | { readonly mode: 'cluster'; readonly settings: ConnectionSettings & { readonly address: string } }
);

/**
 * Embedded when no Temporal is configured (no --address, no TEMPORAL_ADDRESS, no address in the profile) or when
 * --state-dir asks for it. Throws `UsageError` for half of a server, `ClientError` for a bad profile.
 */
export function resolvePlace(wish: PlaceWish, host: Pick<Host, 'env' | 'cwd'>): Place {
  const { again, stateDir, ...server } = wish;
  if (stateDir !== undefined) return { mode: 'embedded', stateDir: pathFrom(host, stateDir), again };
  const env = Object.fromEntries(
    Object.entries(host.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const settings = connectionSettings({ ...server, env });
  const { address } = settings;
  if (address !== undefined) return { mode: 'cluster', settings: { ...settings, address }, again };
  if (wish.profile !== undefined || wish.namespace !== undefined) {
    throw new UsageError(
      'No Temporal server is named.',
      'Add --address, TEMPORAL_ADDRESS, or an address in the profile.',
    );
  }
  return { mode: 'embedded', ...defaultStateDir(host), again };
}

/** A user without a home that can be written, as in many containers, has a state folder all the same. */
function defaultStateDir(host: Pick<Host, 'env' | 'cwd'>): Pick<EmbeddedPlace, 'stateDir' | 'stopgapFor'> {
  const { env: variables } = host;
  const named = variables['ONBOARD_STATE_DIR'];
  if (named !== undefined && named !== '') return { stateDir: pathFrom(host, named) };
  const xdg = variables['XDG_STATE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return { stateDir: join(xdg, 'tenant-onboarding') };
  const home = homeFolder(variables);
  const usual = home === undefined ? undefined : join(home, '.local', 'state', 'tenant-onboarding');
  if (usual !== undefined && canBeWritten(usual)) return { stateDir: usual };
  return { stateDir: join(stopgapFolder(variables), 'state'), stopgapFor: usual ?? 'HOME' };
}

/** Throws `UsageError` for a state folder that never held a run: no server needs to be started to say so. */
export function requireRuns(place: Place, tenant: string): void {
  if (place.mode === 'cluster' || hasRuns(place.stateDir)) return;
  throw new UsageError(
    `There is no run of the tenant ${tenant}: the state folder ${place.stateDir} is empty.`,
    'Name the state folder of the run with --state-dir, or the Temporal server with --address.',
  );
}
