import { type HeldUp, watchLimits } from '../../worker/limit-watch';
import type { ListedSecrets } from '../../sources/listed-secrets';
import { readCodec } from '../../codec/codec';
import { findTemporalCli } from '../../embedded/temporal-cli';
import type { Place } from './place';
import { connectWith, countWorkers, type RunId, type Temporal, unstick } from '../../client';
import { type Afterwards, hasWorker, useDevServer } from '../../embedded/dev-server';
import type { Role } from '../../embedded/lease';
import type { Context } from '../command/context';
import type { ExitCode } from '../command/exit-codes';
import type { InProcessWorker, WorkerRequest } from './in-process-worker';
import { watchSignals } from '../command/interruption';
import { patient, type Targets } from './worker-targets';

export interface StageOptions {
  readonly place: Place;
  readonly role: Role;
  /** What becomes of the embedded server afterwards. */
  readonly afterwards: Afterwards;
  readonly context: Context;
}

/** `done` rejects when the worker of this process broke; absent when it has none. */
export interface Carrying {
  readonly done?: Promise<void>;
}

/** What a worker of this process works with. `awsEndpoint`: where AWS answers, if not where the SDK finds it. */
export type CarriedTargets = Pick<Targets, 'config' | 'directory' | 'slots' | 'notifier' | 'requests'> & {
  readonly awsEndpoint?: string | undefined;
};

/** What a command works with while it is connected. */
export interface Stage {
  readonly context: Context;
  readonly session: Session;
  /** Aborts with an `Interruption`. */
  readonly interrupted: AbortSignal;
  /** Embedded, with targets: a worker of this process. Configured Temporal: none, for it has workers of its own. */
  carryOn(targets: CarriedTargets): Promise<Carrying>;
  /** Makes sure that somebody can answer questions about the run. */
  answerQuestions(run: RunId): Promise<void>;
  /** Takes an open run over from a command that was killed, if no other command works on it. */
  takeOver(run: RunId): Promise<void>;
}

/** Runs a command's body connected to Temporal; afterwards everything that was started is stopped again. */
export async function onStage(options: StageOptions, body: (stage: Stage) => Promise<ExitCode>): Promise<ExitCode> {
  const { place, role, afterwards, context } = options;
  const signals = watchSignals(context);
  const session = await openSession(place, role, context);
  let worker: InProcessWorker | undefined;
  let heldUp: () => readonly HeldUp[] = () => [];
  const start = async (request: Omit<WorkerRequest, 'temporal'>): Promise<InProcessWorker> => {
    const { startInProcessWorker } = await import('./in-process-worker.js');
    worker = await startInProcessWorker({ temporal: session.temporal, ...request }, context);
    return worker;
  };
  try {
    const code = await body({
      context,
      session,
      interrupted: signals.signal,
      carryOn: async ({ config, directory, slots, notifier, awsEndpoint, requests }) => {
        if (place.mode === 'cluster') return {};
        heldUp = watchLimits(requests);
        tellUnserved(context, config);
        const awsSecrets: ListedSecrets = config.awsSecrets ?? 'any';
        const reach = { notifier: notifier('any'), awsEndpoint, awsSecrets };
        const { done } = await start({ directory: patient(directory), slots, ...reach });
        return { done };
      },
      answerQuestions: async (run) => {
        if (place.mode === 'cluster' || worker !== undefined || hasWorker(place.stateDir)) return;
        await unstick(session.temporal, run);
        await start({ directory: undefined, slots: 1 });
      },
      takeOver: async (run) => {
        if (place.mode === 'embedded' && !hasWorker(place.stateDir)) await unstick(session.temporal, run);
      },
    });
    for (const held of heldUp()) context.terminal.say(heldUpText(held));
    return code;
  } finally {
    await stopped(worker);
    await session.close(afterwards);
    signals.stop();
  }
}

/** Whoever configured an address for metrics would look for them in vain. */
function tellUnserved({ terminal }: Context, { metricsAddress, healthAddress }: Targets['config']): void {
  const said = Object.entries({ metricsAddress, healthAddress }).flatMap(([name, at]) =>
    at === undefined ? [] : [name],
  );
  if (said.length === 0) return;
  terminal.say(`${said.join(' and ')}: only a worker of a Temporal server serves that; the embedded mode does not.`);
}

function heldUpText({ target, requests, waitedMs }: HeldUp): string {
  const each = (waitedMs / 1_000).toFixed(1);
  return `What limited it: requestsPerSecond of ${target}. Its ${requests} requests waited ${each} s each for their turn.`;
}

/** A worker that broke was reported already. */
async function stopped(worker: InProcessWorker | undefined): Promise<void> {
  try {
    await worker?.stop();
  } catch {
    // Its failure is what ended the command.
  }
}

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
async function openSession(place: Place, role: Role, context: Context): Promise<Session> {
  const { taskQueue, tracing } = context;
  const traced = tracing === undefined ? {} : { interceptors: tracing.client };
  const codec = readCodec(context.variables);
  const identity = context.environment.ONBOARD_ACTOR;
  if (place.mode === 'cluster') {
    const temporal = await connectWith({ ...place.settings, ...traced, identity }, taskQueue, codec);
    return { temporal, place, uiUrl: undefined, serverPid: undefined, close: () => temporal.client.connection.close() };
  }
  if (place.stopgapFor !== undefined) {
    const advice = 'name one that lasts with --state-dir or ONBOARD_STATE_DIR';
    context.terminal.say(`${place.stopgapFor} cannot be written: the state is kept in ${place.stateDir}; ${advice}.`);
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

/** Says so when a configured Temporal has no worker that would carry a run on. */
export async function warnWithoutWorkers({ session, context }: Stage): Promise<void> {
  if (session.place.mode === 'embedded') return;
  const { workflows, activities } = await countWorkers(session.temporal);
  if (workflows > 0 && activities > 0) return;
  context.terminal.say(
    `warning: no worker listens on the task queue ${session.temporal.taskQueue}; the run waits for one (onboard worker).`,
  );
}
