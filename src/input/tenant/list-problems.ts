import { limitsOf, type System } from '../../domain/systems/systems';
import { folded } from '../../domain/tenant/text-faults';
import { type UserKind, userKinds } from '../../domain/tenant/user';
import { partOf } from '../text/located';
import type { ParsedDocument } from '../text/parse-document';
import { formatPath, type Path, type Place, type Problem } from '../text/problem';

/** Where the users stand: the lists, and how to find the place of a field. */
export interface Located {
  readonly lists: unknown;
  readonly pathOf: (kind: UserKind, index: number) => Path;
  readonly placeOf: ParsedDocument['placeOf'];
}

interface Candidate {
  readonly id: string;
  readonly idField: 'id' | 'email';
  readonly email: string | undefined;
  readonly kind: UserKind;
  readonly index: number;
}

/** Whatever of a faulty file can still be compared: every problem is reported at once. */
function listOf(lists: unknown, kind: UserKind): readonly unknown[] {
  const list = partOf(lists, kind);
  return Array.isArray(list) ? list : [];
}

function textOf(entry: unknown, field: 'id' | 'email'): string | undefined {
  const text = partOf(entry, field);
  return typeof text === 'string' ? text : undefined;
}

function* candidates({ lists }: Located): Generator<Candidate> {
  for (const kind of userKinds) {
    for (const [index, entry] of listOf(lists, kind).entries()) {
      const [own, email] = [textOf(entry, 'id'), textOf(entry, 'email')];
      const id = own ?? email;
      if (id !== undefined) yield { id, idField: own === undefined ? 'email' : 'id', email, kind, index };
    }
  }
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
  const path = [...located.pathOf(user.kind, user.index), user.idField];
  const firstPath = [...located.pathOf(first.kind, first.index), first.idField];
  const message = `${likeness(user.id, first.id)} as ${whereIs(firstPath, located)}`;
  return problemAt(path, located, [message, 'a user may stand in one list, once']);
}

function sharedEmail(user: Candidate, first: Candidate, located: Located): Problem {
  const firstPath = [...located.pathOf(first.kind, first.index), 'email'];
  const message = `is the e-mail address of another user, ${whereIs(firstPath, located)}`;
  const path = [...located.pathOf(user.kind, user.index), 'email'];
  return problemAt(path, located, [message, 'every user needs an address of their own']);
}

/** Users whose very id stands in the lists before: where they stand, and in words. */
export function repeatedUsers(located: Located): readonly { readonly path: Path; readonly remark: Problem }[] {
  const byId = new Map<string, Candidate>();
  return [...candidates(located)].flatMap((user) => {
    const first = byId.get(user.id);
    byId.set(user.id, first ?? user);
    if (first === undefined) return [];
    const remark = { ...duplicateId(user, first, located), hint: 'the first one counts' };
    return [{ path: located.pathOf(user.kind, user.index), remark }];
  });
}

/** Finds users who stand for somebody that was there before. */
class Seen {
  private readonly byId = new Map<string, Candidate>();
  private readonly byEmail = new Map<string, Candidate>();
  private readonly located: Located;

  constructor(located: Located) {
    this.located = located;
  }

  problemOf(user: Candidate): Problem | undefined {
    const id = folded(user.id);
    const sameId = this.byId.get(id);
    if (sameId !== undefined) return duplicateId(user, sameId, this.located);
    this.byId.set(id, user);
    if (user.email === undefined) return undefined;
    const email = user.email === user.id ? id : folded(user.email);
    const sameEmail = this.byEmail.get(email);
    if (sameEmail !== undefined) return sharedEmail(user, sameEmail, this.located);
    this.byEmail.set(email, user);
    return undefined;
  }
}

/** Without an id of its own a user goes by an address, which may be longer. `limit` is in characters. */
function longEmail({ id, idField, kind, index }: Candidate, limit: number, located: Located): Problem | undefined {
  if (idField === 'id' || Array.from(id).length <= limit) return undefined;
  return problemAt([...located.pathOf(kind, index), 'email'], located, [
    `is longer than an id may be (${limit} characters), and the user has no other id`,
    'add an id',
  ]);
}

/** What is wrong with the users taken together: one twice (by id, in any case or Unicode form), or one e-mail address for two; `left`: users that don't count. */
export function listProblems(located: Located, system: System, left: readonly Path[] = []): Problem[] {
  const leftOut = new Set(left.map(formatPath));
  const seen = new Seen(located);
  const limit = limitsOf(system).id;
  const problems: Problem[] = [];
  for (const user of candidates(located)) {
    if (leftOut.size > 0 && leftOut.has(formatPath(located.pathOf(user.kind, user.index)))) continue;
    const found = [longEmail(user, limit, located), seen.problemOf(user)];
    problems.push(...found.filter((problem) => problem !== undefined));
  }
  return problems;
}
