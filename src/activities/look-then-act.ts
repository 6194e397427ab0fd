import type { Applied, Halves } from '../targets/contract/target';

export type Did = 'changed' | 'made';

/** Nothing writes without its check. Answers what was done, if something was. */
export async function lookThenAct<T>(verb: Halves<T, Applied>, task: T): Promise<Did | undefined> {
  const finding = await verb.check(task);
  if (finding.done) return undefined;
  return (await verb.apply(task, finding.missing)) ?? 'changed';
}
