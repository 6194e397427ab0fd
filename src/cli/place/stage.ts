import { type RunId, unstick } from '../../client';
import { type Afterwards, hasWorker } from '../../embedded/dev-server';
import type { Role } from '../../embedded/lease';
import type { Context } from '../command/context';
import type { ExitCode } from '../command/exit-codes';
import type { InProcessWorker, WorkerRequest } from './in-process-worker';
import { watchSignals } from '../command/interruption';
import type { Place } from './place';
import { openSession, type Session } from './session';
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
export type CarriedTargets = Pick<Targets, 'directory' | 'concurrency' | 'notifier'> & {
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
  const start = async (request: Omit<WorkerRequest, 'temporal'>): Promise<InProcessWorker> => {
    const { startInProcessWorker } = await import('./in-process-worker.js');
    worker = await startInProcessWorker({ temporal: session.temporal, ...request }, context);
    return worker;
  };
  try {
    return await body({
      context,
      session,
      interrupted: signals.signal,
      carryOn: async ({ directory, concurrency, notifier, awsEndpoint }) => {
        if (place.mode === 'cluster') return {};
        const reach = { notifier: notifier('any'), awsEndpoint };
        const { done } = await start({ directory: patient(directory), concurrency, ...reach });
        return { done };
      },
      answerQuestions: async (run) => {
        if (place.mode === 'cluster' || worker !== undefined || hasWorker(place.stateDir)) return;
        await unstick(session.temporal, run);
        await start({ directory: undefined, concurrency: 1 });
      },
      takeOver: async (run) => {
        if (place.mode === 'embedded' && !hasWorker(place.stateDir)) await unstick(session.temporal, run);
      },
    });
  } finally {
    await stopped(worker);
    await session.close(afterwards);
    signals.stop();
  }
}

/** A worker that broke was reported already. */
async function stopped(worker: InProcessWorker | undefined): Promise<void> {
  try {
    await worker?.stop();
  } catch {
    // Its failure is what ended the command.
  }
}
