import type { Environment } from '../../input/environment';
import type { Tracing } from '../../tracing/start';
import type { Terminal } from '../terminal/terminal';

/** What every command has at hand. */
export interface Context {
  readonly environment: Environment;
  /** The environment as it is, for what looks up names of its own (PATH, TEMPORAL_*). */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly taskQueue: string | undefined;
  /** The traces of this process; absent when none are wanted. */
  readonly tracing?: Tracing | undefined;
}
