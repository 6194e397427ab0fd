/** Does the work for every item, at most `limit` at once; answers in the order of the items. Rejects with the first failure. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return [...results.entries()].sort(([one], [other]) => one - other).map(([, result]) => result);
}

/** Does the work for items as they come, at most `limit` at once, and answers in their order: it holds no more than so many answers. */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    begun.push(begin(() => work(item)));
    const first = begun.length < limit ? undefined : begun.shift();
    if (first !== undefined) yield first;
  }
  for (const rest of begun) yield rest;
}

/** A failure is heard when its turn comes, and not before. */
function begin<T>(start: () => Promise<T>): Promise<T> {
  const promise = start();
  promise.catch(() => undefined);
  return promise;
}
