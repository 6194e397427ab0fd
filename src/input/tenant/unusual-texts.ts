import { type System, usualTextsOf } from '../../domain/systems/systems';
import type { UsualText } from '../../domain/systems/system-facts';
import { userId } from '../../domain/tenant/person';
import type { TenantUsers } from '../../domain/tenant/tenant';
import { type UserKind, type UserRecord, userKinds } from '../../domain/tenant/user';
import { formatPath, type Path, type Place, type Problem } from '../text/problem';

/** Where users stand, and how to find the place of a field. */
interface Located {
  readonly pathOf: (kind: UserKind, index: number) => Path;
  readonly placeOf: (path: Path) => Place | undefined;
}

/** How many users are named for each field; of the others there is only the number. */
const mostNamed = 3;

/** Users whose texts a system takes only where it was set up so: no problems, but worth a look before a run. */
export function unusualTexts(users: TenantUsers, system: System, located: Located): Problem[] {
  return usualTextsOf(system).flatMap(([field, usual]) => {
    const fits = new RegExp(`^(?:${usual.pattern})$`, 'u');
    const paths = userKinds.flatMap((kind) =>
      users[kind].flatMap((record, index): Path[] => {
        const [name, text] = written(record, field);
        return text === undefined || fits.test(text) ? [] : [[...located.pathOf(kind, index), name]];
      }),
    );
    const named = paths.slice(0, mostNamed).map((path) => remarkAt(path, usual, located));
    const more = paths.length - named.length;
    return more === 0 ? named : [...named, { line: 0, column: 0, path: '', message: `${more} more like that` }];
  });
}

/** The field of a record that stands for a field of a system, and its text: without an id, the address is one. */
function written(record: UserRecord, field: string): readonly [name: string, text: string | undefined] {
  switch (field) {
    case 'id':
      return [record.id === undefined ? 'email' : 'id', userId(record)];
    case 'givenName':
      return ['given_name', record.given_name];
    default:
      return ['family_name', record.family_name];
  }
}

function remarkAt(path: Path, { says, otherwise }: UsualText, { placeOf }: Located): Problem {
  const place = placeOf(path) ?? placeOf(path.slice(0, -1)) ?? { line: 0, column: 0 };
  return { ...place, path: formatPath(path), message: `is not ${says}`, hint: otherwise };
}
