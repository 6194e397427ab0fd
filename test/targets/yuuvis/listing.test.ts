import { createListings } from '../../../src/targets/yuuvis/accounts/listing';
import type { YuuvisUser } from '../../../src/targets/yuuvis/wire/wire';
import { createSkippingClock } from '../mas/rig';

const user = (id: string, username: string): YuuvisUser => ({ id, username, enabled: true });

function stand(...users: YuuvisUser[]) {
  const clock = createSkippingClock();
  let made = 0;
  const listings = createListings(async () => {
    made += 1;
    return users;
  }, clock);
  return { clock, listings, users, made: () => made };
}

test('a listing is made once for all who ask, until it is too old', async () => {
  const { listings, clock, made } = stand();
  await Promise.all([listings.get(), listings.get()]);
  await clock.pause(599_000);
  await listings.get();
  expect(made()).toBe(1);
  await clock.pause(2_000);
  await listings.get();
  expect(made()).toBe(2);
});

test('whoever needs a newer one shares it with all who do', async () => {
  const { listings, made } = stand();
  await listings.get();
  const mark = listings.mark();
  await Promise.all([1, 2, 3].map(() => listings.getAfter(mark)));
  expect(made()).toBe(2);
});

test('a listing that had begun before the mark is not new enough', async () => {
  const { listings, made } = stand();
  const begun = listings.get();
  await listings.getAfter(listings.mark());
  await begun;
  expect(made()).toBe(2);
});

test('users are found by name in any letters, also after a change of name', async () => {
  const { listings } = stand(user('1', 'ada'), user('2', 'bob'));
  const listing = await listings.get();
  expect(listing.find('ADA')?.id).toBe('1');
  listings.put(user('1', 'ada-disabled'));
  listings.put(user('3', 'ada'));
  listings.drop('2');
  expect(['ada', 'ada-disabled', 'bob'].map((name) => listing.find(name)?.id)).toEqual(['3', '1', undefined]);
});
