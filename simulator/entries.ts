import type { SimulatorEntry } from './server/simulator-entry';
import * as listed from './systems';

export type { CommandOption, SimulatorEntry } from './server/simulator-entry';

/** Every simulator, by the name of its system. */
export const simulators: ReadonlyMap<string, SimulatorEntry> = new Map(
  Object.values(listed).map((entry) => [entry.name, entry]),
);
