/** The answers in the order of the items. After an error no further item is begun. */
export async function sideBySide<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Map<number, R>();
  const queue = inTurn(items);
  const lane = async () => {
    for (const [index, item] of queue) answers.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return [...answers].sort(([one], [other]) => one - other).map(([, answer]) => answer);
}

/** One iterator for all lanes; a lane that throws closes it for the others. */
function* inTurn<T>(items: readonly T[]): Generator<readonly [number, T]> {
  yield* items.entries();
}
