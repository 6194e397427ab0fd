import { connectWith, type Temporal } from '../../client';
import { readCodec } from '../../codec/codec';
import { type Afterwards, useDevServer } from '../../embedded/dev-server';
import type { Role } from '../../embedded/lease';
import { findTemporalCli } from '../../embedded/temporal-cli';
import type { Context } from '../command/context';
import type { Place } from './place';

/** A connection to where the runs live, until `close`. */
export interface Session {
  readonly temporal: Temporal;
  readonly place: Place;
  /** Where a person can look at the runs; undefined where the server doesn't tell. */
  readonly uiUrl: string | undefined;
  /** The process id of the embedded server. */
  readonly serverPid: number | undefined;
  /** `afterwards` says what becomes of an embedded server that nobody else uses. */
  close(afterwards: Afterwards): Promise<void>;
}

/**
 * Throws `ClientError` when a configured Temporal does not answer, `EmbeddedError` when the embedded one does not start,
 * `CodecError` when a key cannot be opened.
 */
export async function openSession(place: Place, role: Role, context: Context): Promise<Session> {
  const { taskQueue, tracing } = context;
  const traced = tracing === undefined ? {} : { interceptors: tracing.client };
  const codec = readCodec(context.variables);
  const identity = context.environment.ONBOARD_ACTOR;
  if (place.mode === 'cluster') {
    const temporal = await connectWith({ ...place.settings, ...traced, identity }, taskQueue, codec);
    return { temporal, place, uiUrl: undefined, serverPid: undefined, close: () => temporal.client.connection.close() };
  }
  const server = await useDevServer({
    stateDir: place.stateDir,
    role,
    findCli: () => findTemporalCli({ env: context.variables, say: (line) => context.terminal.say(line) }),
  });
  try {
    const settings = { address: server.address, namespace: 'default', connection: {}, ...traced, identity };
    const temporal = await connectWith(settings, taskQueue, codec);
    const close = async (afterwards: Afterwards): Promise<void> => {
      await temporal.client.connection.close();
      await server.release(afterwards);
    };
    return { temporal, place, uiUrl: server.uiUrl, serverPid: server.pid, close };
  } catch (error) {
    await server.release('as-found');
    throw error;
  }
}
