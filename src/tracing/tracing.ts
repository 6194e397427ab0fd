import type { ClientInterceptors } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import type { RequestListener } from '../http/request-watch';
import { chooseTracing } from './settings';

/** What a worker with traces is made with. `bundle`: the workflows with their interceptors. */
export interface WorkerTracing {
  readonly options: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  readonly bundle: string;
}

/** Traces of this process, on their way to a collector. */
export interface Tracing {
  readonly client: ClientInterceptors;
  readonly worker: WorkerTracing;
  readonly requests: RequestListener;
  /** Whom a problem with the collector is told, from now on. */
  tell(listener: Say): void;
  /** Sends what is left; takes a few seconds at most, whatever the collector does. Never rejects. */
  shutdown(): Promise<void>;
}

export type Say = (line: string) => void;

/** The traces that the environment asks for (docs/telemetry.md); undefined, and nothing loaded, when it asks for none. */
export async function openTracing(
  variables: Readonly<Record<string, string | undefined>>,
  say: Say,
): Promise<Tracing | undefined> {
  const choice = chooseTracing(variables);
  if (choice === 'off') return undefined;
  if (choice === 'on') return (await import('./start.js')).startTracing(say);
  say(`No traces are sent. ${choice.problem}.`);
  return undefined;
}
