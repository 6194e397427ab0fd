import type { AddUsers, OnboardTenantInput } from '../../domain/run/run';
import type { SliceGroup } from '../../domain/run/user-slice';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { inParallel } from '../temporal/in-parallel';
import type { RunId } from '../temporal/run-ref';
import { deliver, type Layout, layoutOf, missingIn, openSlices, type Parcel, slicesAtOnce } from './deliver';
import { type NamedPage, onlyUsers, pagesFor, pagesOver } from './pages';

/** Users, and what goes with them, for an open run that has slices or gets them. */
export interface Bringing extends Pick<AddUsers, 'target' | 'leaving'> {
  readonly users: readonly User[];
  readonly given: Pick<OnboardTenantInput, 'edits' | 'secrets'>;
  /** The most users that a new slice begins with. */
  readonly size: number | undefined;
}

/**
 * Brings an open run the users that none of its slices has; answers how many those were. A page that a slice has already is known
 * by its name. Undefined when the run has ended meanwhile. Throws `ClientError` NO_WORKER, RUN_REFUSED.
 */
export async function bringUsers(temporal: Temporal, run: RunId, bringing: Bringing): Promise<number | undefined> {
  const layout = await layoutOf(temporal, run);
  const missing = await nowhereYet(temporal, run, { layout, bringing });
  const homeless = await intoOpenOnes(temporal, run, { layout, bringing, missing });
  const rest = bringing.users.filter(({ key }) => homeless.has(key));
  if (rest.length === 0) return missing.size;
  return (await intoNewOnes(temporal, run, { ...bringing, users: rest })) ? missing.size : undefined;
}

interface Laid {
  readonly layout: Layout;
  readonly bringing: Bringing;
}

function parcelsOver({ bringing: { users, given } }: Laid, { first, count }: SliceGroup): readonly Parcel[] {
  return pagesOver(users, count, given).map((page, index) => ({ number: first + index, page }));
}

/** The keys of those whom no slice has. */
async function nowhereYet(temporal: Temporal, run: RunId, laid: Laid): Promise<ReadonlySet<string>> {
  const { groups, slices } = laid.layout;
  let missing = new Set(laid.bringing.users.map(({ key }) => key));
  for (const group of groups) {
    const asked = parcelsOver(laid, group).filter(({ number, page }) => slices.get(number)?.page !== page.name);
    const answers = await inParallel(asked, slicesAtOnce, (parcel) => missingIn(temporal, run, parcel));
    missing = new Set(answers.flat().filter((key) => missing.has(key)));
  }
  return missing;
}

/** Answers who found no room in the slices that were opened last. */
async function intoOpenOnes(
  temporal: Temporal,
  run: RunId,
  laid: Laid & { readonly missing: ReadonlySet<string> },
): Promise<ReadonlySet<string>> {
  const { layout, missing } = laid;
  const last = layout.groups.at(-1);
  if (last === undefined) return missing;
  const parcels = parcelsOver(laid, last)
    .map(({ number, page }): Parcel => ({ number, page: onlyUsers(page, missing) }))
    .filter(({ number, page }) => page.users.length > 0 || layout.slices.get(number)?.page === undefined);
  const became = await deliver(temporal, run, parcels);
  const homeless = parcels.flatMap(({ page }, index) => (became[index] === 'taken' ? [] : page.users));
  return new Set(homeless.map(({ key }) => key));
}

/** Whether the run took them; not when it has ended meanwhile. */
async function intoNewOnes(temporal: Temporal, run: RunId, bringing: Bringing): Promise<boolean> {
  const { users, given, size, target, leaving } = bringing;
  const pages = pagesFor(users, size, given);
  const wanted = { target, pages: pages.map(({ name }) => name), ...(leaving !== undefined && { leaving }) };
  const numbers = await openSlices(temporal, run, wanted);
  return numbers !== undefined && (await deliverAll(temporal, run, { pages, numbers }));
}

/** Whether slices with these numbers took these pages, each its own. */
export async function deliverAll(
  temporal: Temporal,
  run: RunId,
  { pages, numbers }: { readonly pages: readonly NamedPage[]; readonly numbers: readonly number[] },
): Promise<boolean> {
  const parcels = pages.map((page, index): Parcel => ({ number: numbers[index] ?? 0, page }));
  return (await deliver(temporal, run, parcels)).every((became) => became === 'taken');
}
