import { text as wholeOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { renderReport } from '../../src/report/formats';
import { renderJunit } from '../../src/report/junit';
import { aFailedUser, aRun, aUser } from './a-run';
import { parseXml, type XmlElement } from './xml';

function childrenOf({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child.name === name);
}

function suiteOf(text: string): XmlElement {
  const [suite] = parseXml(text).children;
  if (suite === undefined) throw new Error('a suite was expected');
  return suite;
}

it('writes one case a user, in the order of elements that the schemas want', async () => {
  const users = [
    aUser('ada', 'primary'),
    aFailedUser('bob'),
    aUser('eve', 'secondary', { status: 'cancelled', changed: [] }),
  ];
  const text = await wholeOf(renderJunit(aRun(users)));
  expect(parseXml(text)).toMatchObject({ name: 'testsuites', attributes: { tests: '3', failures: '1', errors: '0' } });
  const suite = suiteOf(text);
  expect(suite.children.map(({ name }) => name)).toEqual([
    ...['properties', 'testcase', 'testcase', 'testcase', 'system-out', 'system-err'],
  ]);
  expect(suite.attributes).toEqual({
    ...{ name: 'acme', package: 'onboard', id: '0', hostname: 'inst1/ws1', timestamp: '2026-01-31T08:00:00' },
    ...{ tests: '3', failures: '1', errors: '0', skipped: '1', time: '65.000' },
  });
  const cases = childrenOf(suite, 'testcase');
  expect(cases[0]).toEqual({
    name: 'testcase',
    attributes: { name: 'ada', classname: 'acme.primary', time: '4.000' },
    children: [],
    text: '',
  });
  const [failure] = cases[1]?.children ?? [];
  expect(failure).toMatchObject({
    name: 'failure',
    attributes: { type: 'TARGET_REJECTED', message: 'MAS answered 400' },
    text: expect.stringMatching(/^MAS answered 400\nwhat to do: Compare/),
  });
  expect(cases[2]?.children).toMatchObject([{ name: 'skipped', attributes: { message: 'cancelled' } }]);
});

it('makes what failed as a whole, and what was left behind, an error of its own', async () => {
  const failure = { code: 'TLS_FAILED', message: 'refused', remedy: 'mend it' } as const;
  const leftovers = [{ what: 'Left', code: 'TARGET_UNAVAILABLE', message: 'away', attempts: 3 }] as const;
  const pending = aUser('ada', 'primary', { status: 'pending', changed: [] });
  const suite = suiteOf(await wholeOf(renderJunit(aRun([pending], { status: 'failed', failure, leftovers }))));
  expect(suite.attributes).toMatchObject({ tests: '3', errors: '2', skipped: '1' });
  const errors = childrenOf(suite, 'testcase').flatMap((one) => childrenOf(one, 'error'));
  expect(errors.map(({ attributes }) => attributes['type'])).toEqual(['TLS_FAILED', 'TARGET_UNAVAILABLE']);
});

it('of the failed users alone counts those', async () => {
  const run = aRun([aUser('ada'), aFailedUser('bob'), aUser('eve', 'secondary', { status: 'cancelled', changed: [] })]);
  const suite = suiteOf(await wholeOf(renderReport(run, 'junit', 'failed')));
  expect(suite.attributes).toMatchObject({ tests: '1', failures: '1', errors: '0', skipped: '0' });
  expect(childrenOf(suite, 'testcase').map(({ attributes }) => attributes['name'])).toEqual(['bob']);
});

it('stays well-formed whatever ids and messages hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (id, message) => {
      const [one] = childrenOf(suiteOf(await wholeOf(renderJunit(aRun([aFailedUser(id, message)])))), 'testcase');
      const legible = id.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
      expect(one?.attributes['name']).toBe(legible);
    }),
  );
});
