import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientCodes } from '../../../src/client/temporal/client-error';
import { catalogue } from '../../../src/domain/failures/catalogue';
import { embeddedCodes } from '../../../src/embedded/embedded-error';

const source = join(__dirname, '..', '..', '..', 'src');
const known = new Set<string>(catalogue().map(({ code }) => code));

/** Codes in the source where an error is made or named: of a constructor, a class, or a failure's type. */
function codesInSource(): readonly string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const made = /(?:new \w+\(|nonRetryable\((?:'[^']*'|[\w.]+), |code = |type: )\s*'([A-Z]+(?:_[A-Z]+)+)'/g;
  return files.flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(made)].map(([, code = '']) => code),
  );
}

it('explains every code that an error is made with', () => {
  const made = new Set(codesInSource());
  expect(made.size).toBeGreaterThan(20);
  expect([...made].filter((code) => !known.has(code))).toEqual([]);
});

it('explains the codes of the client and of the embedded server', () => {
  expect([...clientCodes, ...embeddedCodes].filter((code) => !known.has(code))).toEqual([]);
});

it('names each code once, and what a wait becomes is a code too', () => {
  expect(known.size).toBe(catalogue().length);
  const ends = catalogue().flatMap(({ expiresAs }) => (expiresAs === undefined ? [] : [expiresAs]));
  expect(ends.filter((code) => !known.has(code))).toEqual([]);
});

it.each([
  ['doctor', /^(?:TARGET|TLS|CREDENTIALS|UNEXPECTED|MAS|YUUVIS|IDMGMT|TEMPORAL)_/],
  ['plan', /^(?:TARGET|TLS|CREDENTIALS|UNEXPECTED|MAS|YUUVIS|IDMGMT)_/],
  ['offboard', /^(?:USER_CHANGED_SINCE|TARGET_KEEPS_USERS|MAS_DEPARTURE_IGNORED)$/],
  ['sync', /^(?:REMOVALS_GUARDED|TENANT_BUSY)$/],
  ['status', /^USER_NOT_FOUND$/],
])('advises nobody to give the command again that has just failed: %s', (command, met) => {
  const advised = catalogue().filter(({ code, remedy }) => met.test(code) && remedy.includes(`onboard ${command}`));
  expect(advised.map(({ code }) => code)).toEqual([]);
});
