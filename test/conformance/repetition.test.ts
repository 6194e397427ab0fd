import { systems } from '../../src/domain/systems/systems';
import type { Person } from '../../src/domain/tenant/person';
import { sampled } from '../faults/sampling';
import { conformingSystems } from './systems';
import { onboard, planned } from './onboarding';
import { fateOf, personNamed } from './outcome';
import { type Stand, startStand } from './stand';

const ada = personNamed('augusta-one');
const bob = personNamed('augusta-two');

/** Every odd character of an id, and ids that are odd as a whole. */
const oddIds = [
  ...["a'b", 'a"b', 'a/b', 'a+b', 'a@b', 'a%b', 'a%2Fb', 'a b', 'a\\b', 'a#b', 'a?b', 'a&b', 'a;b', 'a:b', 'a=b'],
  ...['.', '..', '...', '__proto__', 'constructor', '=1+1', '-a', '@a', 'Ünïcödé', '名前', 'UPPER.Case'],
];

it('covers every registered system', () => {
  const covered = new Set(conformingSystems.map(({ simulator }) => simulator.system));
  expect(covered).toEqual(new Set(systems));
});

describe.each(conformingSystems)('$name', (system) => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await startStand(system);
  });
  const begin = async (...people: readonly Person[]) => {
    await stand.reset(...people);
    await stand.leaveLease();
  };
  beforeEach(() => begin(ada, bob));
  afterAll(() => stand.close());

  const both = async (by = stand.worker()) => [await onboard(by, ada, 'primary'), await onboard(by, bob, 'secondary')];

  it('twice is once: a second run writes nothing, nor does a third by the same worker', async () => {
    const first = await both();
    const [state, writes] = [await stand.state(), await stand.writes()];
    expect(first.map((deeds) => deeds.length > 0)).toEqual([true, true]);
    const again = stand.worker();
    expect([await both(again), await both(again)]).toEqual([
      [[], []],
      [[], []],
    ]);
    expect(await stand.writes()).toEqual(writes);
    expect(await stand.state()).toEqual(state);
  });

  it('an existing user is not modified, though its record has another name', async () => {
    await both();
    const [state, writes] = [await stand.state(), await stand.writes()];
    const renamed: Person = { ...ada, givenName: 'Byron-renamed', familyName: 'Byron-other' };
    expect(await onboard(stand.worker(), renamed, 'primary')).toEqual([]);
    expect(await stand.writes()).toEqual(writes);
    expect(await stand.state()).toEqual(state);
  });

  it('who has something already keeps it, and gets what is missing', async () => {
    await onboard(stand.worker(), ada, 'secondary');
    const before = await stand.userIn(ada.id);
    await onboard(stand.worker(), ada, 'primary');
    const after = await stand.userIn(ada.id);
    expect(lost(before, after).filter(({ place }) => system.replaced?.test(place) !== true)).toEqual([]);
    expect(await planned(stand.worker(), ada, 'primary')).toEqual([]);
  });

  it('a plan is what the run then writes, and reads only', async () => {
    const before = (await stand.requests()).filter(({ effect }) => effect);
    const plans = [await planned(stand.worker(), ada, 'primary'), await planned(stand.worker(), bob, 'secondary')];
    expect((await stand.requests()).filter(({ effect }) => effect)).toEqual(before);
    expect(await both()).toEqual(plans.map((deeds) => deeds.filter((deed) => deed !== 'await')));
  });

  it('after a run, a look finds no difference', async () => {
    await both();
    const writes = await stand.writes();
    const [one, other] = [stand.worker(), stand.worker()];
    expect([await planned(one, ada, 'primary'), await planned(other, bob, 'secondary')]).toEqual([[], []]);
    expect(await stand.writes()).toEqual(writes);
  });

  it('many at once are each written once, and no write is lost', async () => {
    const many = Array.from({ length: 8 }, (_, n) => personNamed(`augusta-many-${n}`));
    await begin(...many);
    const worker = stand.worker();
    const done = await Promise.all(many.map((person) => onboard(worker, person, 'secondary')));
    const found = await Promise.all(many.map((person) => planned(stand.worker(), person, 'secondary')));
    expect(found).toEqual(many.map(() => []));
    expect(done.every((deeds) => deeds.length > 0)).toBe(true);
    const made = await stand.writes();
    await begin(...many);
    for (const person of many) await onboard(stand.worker(), person, 'secondary');
    expect(made.map(nameOf).toSorted()).toEqual((await stand.writes()).map(nameOf).toSorted());
  });

  it.each(sampled(oddIds, conformingSystems.indexOf(system)))(
    'the id %j is onboarded exactly, or refused before anything is written',
    async (id) => {
      const odd = personNamed(id);
      await begin(odd, bob);
      await onboard(stand.worker(), bob, 'secondary');
      const bystander = await stand.userIn(bob.id);
      const before = (await stand.writes()).length;
      const outcome = await stand.attempt(odd);
      const refused = system.refusedIds?.includes(id) === true;
      expect(fateOf(outcome)).toBe(refused ? (system.refusedAs ?? 'TARGET_REJECTED') : 'done');
      if (refused) expect(await stand.writes()).toHaveLength(before);
      else expect(await planned(stand.worker(), odd, 'primary')).toEqual([]);
      expect((await stand.userIn(id)) === undefined).toBe(refused);
      expect(await stand.userIn(bob.id)).toEqual(bystander);
    },
  );
});

function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

/** What of a value another one no longer has: lists and records keep their entries, and all else is the same. */
function lost(before: unknown, after: unknown, place = ''): { readonly place: string; readonly what: unknown }[] {
  if (Array.isArray(before)) {
    const kept = Array.isArray(after) ? after.map((entry) => JSON.stringify(entry)) : [];
    return before.filter((entry) => !kept.includes(JSON.stringify(entry))).map((what) => ({ place, what }));
  }
  if (typeof before === 'object' && before !== null) {
    const now = new Map<string, unknown>(Object.entries(Object(after)));
    return Object.entries(before).flatMap(([key, value]) => lost(value, now.get(key), `${place}/${key}`));
  }
  return before === after ? [] : [{ place, what: before }];
}
