import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import fc from 'fast-check';
import { type Check, passes } from '../../../src/workflows/messages/checks';

/** A message that a workflow takes, and an argument of its shape. */
export interface Handler {
  readonly kind: 'signal' | 'update' | 'query';
  readonly name: string;
  readonly shape: Check<unknown>;
  readonly right: unknown;
  /** It does no harm when it is taken: what has the shape of a message by chance is sent as well. */
  readonly harmless?: true;
}

/** Printed with the titles of the tests; `NONSENSE_SEED` sends the same nonsense again. */
export const seed = Number(process.env['NONSENSE_SEED'] ?? Date.now() % 1_000_000);
const perHandler = 25;

const strange: readonly unknown[] = [
  ...[undefined, null, '', 'constructor', '__proto__', -1, 0.5, 1e308, true, [], {}],
  JSON.parse('{"__proto__": {"users": []}, "constructor": 1}'),
  JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`),
];
const nonsense = fc.oneof(fc.constantFrom(...strange), fc.jsonValue({ maxDepth: 5 }));

/** The right argument with one part of it gone, or replaced by nonsense. */
function nearly(right: unknown): fc.Arbitrary<unknown> {
  const paths = pathsIn(right);
  return fc.tuple(fc.constantFrom(...paths), nonsense).map(([path, wrong]) => replaced(right, path, wrong));
}

function pathsIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const below = Object.entries(value).flatMap(([key, one]) => pathsIn(one).map((path) => [key, ...path]));
  return [[], ...below];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const inner = replaced(Object(value)[key], rest, wrong);
  return Array.isArray(value)
    ? value.map((one: unknown, index) => (String(index) === key ? inner : one))
    : { ...Object(value), [key]: inner };
}

/** As the server hands it over. */
function asSent(argument: unknown): unknown {
  return argument === undefined ? undefined : JSON.parse(JSON.stringify(argument));
}

/** Sends each handler what it must not take: signals are ignored, updates and queries refused. */
export async function sendNonsense(workflow: WorkflowHandle, handlers: readonly Handler[]): Promise<void> {
  for (const [index, handler] of handlers.entries()) {
    const wrong = fc
      .oneof(nonsense, nearly(handler.right))
      .map(asSent)
      .filter((argument) => handler.harmless === true || !passes(handler.shape, argument));
    for (const argument of fc.sample(wrong, { seed: seed + index, numRuns: perHandler })) {
      await send(workflow, handler, argument);
    }
  }
}

async function send(workflow: WorkflowHandle, { kind, name }: Handler, argument: unknown): Promise<void> {
  const args: [unknown] = [argument];
  if (kind === 'signal') return workflow.signal(name, ...args);
  const work = kind === 'query' ? workflow.query(name, ...args) : workflow.executeUpdate(name, { args });
  const answer: unknown = await work.then(
    (value) => ({ taken: value }),
    (error: unknown) => error,
  );
  if (kind === 'query') expect([name, argument, answer]).toEqual([name, argument, expect.any(Error)]);
  else expect([name, argument, answer]).toEqual([name, argument, expect.any(WorkflowUpdateFailedError)]);
}
