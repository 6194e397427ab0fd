import { createHash } from 'node:crypto';
import { recordFields } from '../../domain/run/record-edits';
import type { OnboardTenantInput, RecordEdits } from '../../domain/run/run';
import { type Cut, cutIntoPages, sharded } from '../../domain/run/run-size';
import type { UserPage } from '../../domain/run/user-slice';
import type { User } from '../../domain/tenant/user';

/** A page that is known by what is on it: the same users, the same name. */
export type NamedPage = UserPage & { readonly name: string };

type Given = Pick<OnboardTenantInput, 'edits' | 'secrets'>;

/** The pages in which users go to a new run, a slice each. */
export function pagesFor(users: readonly User[], size: number | undefined, given: Given): readonly NamedPage[] {
  return cutIntoPages(users, size).map((cut) => pageOf(cut, given));
}

/** The pages of the same users for slices that there are already. */
export function pagesOver(users: readonly User[], slices: number, given: Given): readonly NamedPage[] {
  return sharded(users, slices).map((cut) => pageOf(cut, given));
}

function pageOf({ users, order }: Cut, { edits = {}, secrets }: Given): NamedPage {
  const own = Object.fromEntries(users.flatMap(({ key }) => (edits[key] === undefined ? [] : [[key, edits[key]]])));
  const said = users.map(({ key, kind, record: { email, given_name, family_name, id } }) => {
    return [key, kind, email, given_name, family_name, id, editsIn(own[key])];
  });
  const name = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
  return {
    ...{ name, users, order },
    ...(Object.keys(own).length > 0 && { edits: own }),
    ...(secrets !== undefined && { secrets }),
  };
}

function editsIn(edits: RecordEdits = {}): readonly (string | undefined)[] {
  return recordFields.map((field) => edits[field]);
}

/** A page with some of its users only. */
export function onlyUsers(page: NamedPage, keys: ReadonlySet<string>): NamedPage {
  const kept = page.users.map(({ key }) => keys.has(key));
  return { ...page, users: page.users.filter((_, n) => kept[n]), order: page.order.filter((_, n) => kept[n]) };
}
