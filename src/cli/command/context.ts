import type { Environment, Variables } from '../../input/environment';
import type { Tracing } from '../../tracing/start';
import type { Terminal } from '../terminal/terminal';
import type { Host } from '../terminal/host';

/** What every command has at hand. */
export interface Context {
  readonly host: Host;
  readonly environment: Environment;
  /** The environment as it is, for what looks up names of its own (PATH, TEMPORAL_*). */
  readonly variables: Variables;
  readonly terminal: Terminal;
  readonly taskQueue: string | undefined;
  /** The traces of this process; absent when none are wanted. */
  readonly tracing?: Tracing | undefined;
}
