/** Temporal lets ten at once change a run, and makes the others wait for seconds: this process takes no more than that. */
const atOnce = 8;

interface Turns {
  taken: number;
  readonly waiting: (() => void)[];
}

const turnsOf = new Map<string, Turns>();

/** Does the work when few others of this process change the same run. */
export async function inTurn<T>(workflowId: string, work: () => Promise<T>): Promise<T> {
  const turns = turnsOf.get(workflowId) ?? { taken: 0, waiting: [] };
  turnsOf.set(workflowId, turns);
  if (turns.taken < atOnce) turns.taken += 1;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  try {
    return await work();
  } finally {
    passOn(workflowId, turns);
  }
}

function passOn(workflowId: string, turns: Turns): void {
  const next = turns.waiting.shift();
  if (next !== undefined) return next();
  turns.taken -= 1;
  if (turns.taken === 0) turnsOf.delete(workflowId);
}
