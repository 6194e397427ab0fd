import { chooseTracing } from './settings';
import type { Say, Tracing } from './start';

/** The traces that the environment asks for (docs/reference/telemetry.md); undefined, and nothing loaded, when it asks for none. */
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
