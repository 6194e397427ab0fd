import { z } from 'zod';
import { maxUsers } from '../../domain/run/run';
import { limitsOf, type System } from '../../domain/systems/systems';
import { folded } from '../../domain/tenant/text-faults';
import { userKinds } from '../../domain/tenant/user';
import type { ParsedDocument } from '../text/parse-document';
import { formatPath, type Path, type Place, type Problem } from '../text/problem';

// Whatever of a faulty file can still be compared: every problem is reported at once.
const text = z.string().optional().catch(undefined);
const Entry = z.object({ id: text, email: text }).catch({});
const entries = z.array(Entry).catch([]);
const Lists = z.object({ primary: entries, secondary: entries }).catch({ primary: [], secondary: [] });

/** Where the users stand: the lists, and how to find the place of a field. */
export interface Located {
  readonly lists: unknown;
  readonly pathOf: (kind: (typeof userKinds)[number], index: number) => Path;
  readonly placeOf: ParsedDocument['placeOf'];
}

interface Candidate {
  readonly id: string;
  readonly idField: 'id' | 'email';
  readonly email: string | undefined;
  readonly path: Path;
}

function candidates({ lists, pathOf }: Located): Candidate[] {
  const parsed = Lists.parse(lists);
  return userKinds.flatMap((kind) =>
    parsed[kind].flatMap(({ id, email }, index) => {
      const effective = id ?? email;
      if (effective === undefined) return [];
      return [
        {
          id: effective,
          idField: id === undefined ? ('email' as const) : ('id' as const),
          email,
          path: pathOf(kind, index),
        },
      ];
    }),
  );
}

function likeness(a: string, b: string): string {
  if (a === b) return 'is the same id';
  if (a.normalize('NFKC') === b.normalize('NFKC')) return 'is the same id in another Unicode form';
  if (a.toLowerCase() === b.toLowerCase()) return 'is the same id but for upper and lower case';
  return 'is the same id but for case and Unicode form';
}

function problemAt(path: Path, located: Located, [message, hint]: readonly [string, string]): Problem {
  const place: Place = located.placeOf(path) ?? located.placeOf(path.slice(0, -1)) ?? { line: 0, column: 0 };
  return { ...place, path: formatPath(path), message, hint };
}

function whereIs(path: Path, located: Located): string {
  const place = located.placeOf(path);
  return place === undefined ? formatPath(path) : `${formatPath(path)} in line ${place.line}`;
}

function duplicateId(user: Candidate, first: Candidate, located: Located): Problem {
  const message = `${likeness(user.id, first.id)} as ${whereIs([...first.path, first.idField], located)}`;
  return problemAt([...user.path, user.idField], located, [message, 'a user may stand in one list, once']);
}

function sharedEmail(user: Candidate, first: Candidate, located: Located): Problem {
  const message = `is the e-mail address of another user, ${whereIs([...first.path, 'email'], located)}`;
  return problemAt([...user.path, 'email'], located, [message, 'every user needs an address of their own']);
}

/** Users whose very id stands in the lists before: where they stand, and in words. */
export function repeatedUsers(located: Located): readonly { readonly path: Path; readonly remark: Problem }[] {
  const byId = new Map<string, Candidate>();
  return candidates(located).flatMap((user) => {
    const first = byId.get(user.id);
    byId.set(user.id, first ?? user);
    if (first === undefined) return [];
    return [{ path: user.path, remark: { ...duplicateId(user, first, located), hint: 'the first one counts' } }];
  });
}

function duplicates(users: readonly Candidate[], located: Located): Problem[] {
  const byId = new Map<string, Candidate>();
  const byEmail = new Map<string, Candidate>();
  return users.flatMap((user) => {
    const sameId = byId.get(folded(user.id));
    if (sameId !== undefined) return [duplicateId(user, sameId, located)];
    byId.set(folded(user.id), user);
    if (user.email === undefined) return [];
    const sameEmail = byEmail.get(folded(user.email));
    if (sameEmail !== undefined) return [sharedEmail(user, sameEmail, located)];
    byEmail.set(folded(user.email), user);
    return [];
  });
}

function longEmails(users: readonly Candidate[], system: System, located: Located): Problem[] {
  const limit = limitsOf(system).id;
  return users
    .filter(({ id, idField }) => idField === 'email' && Array.from(id).length > limit)
    .map(({ path }) =>
      problemAt([...path, 'email'], located, [
        `is longer than an id may be (${limit} characters), and the user has no other id`,
        'add an id',
      ]),
    );
}

function countProblems(located: Located): Problem[] {
  const { primary, secondary } = Lists.parse(located.lists);
  const count = primary.length + secondary.length;
  if (count <= maxUsers) return [];
  return [problemAt(['users'], located, [`has ${count} users`, `one run takes at most ${maxUsers}: split the file`])];
}

/** What is wrong with the users taken together: too many, one twice (by id, in any case or Unicode form), or one e-mail address for two; `left`: users that don't count. */
export function listProblems(located: Located, system: System, left: readonly Path[] = []): Problem[] {
  const leftOut = new Set(left.map(formatPath));
  const users = candidates(located).filter(({ path }) => !leftOut.has(formatPath(path)));
  return [...countProblems(located), ...longEmails(users, system, located), ...duplicates(users, located)];
}
