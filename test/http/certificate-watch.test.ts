import { type CertificateEnd, createCertificateWatch, decisiveOf } from '../../src/http/certificate-watch';
import { Secret } from '../../src/http/secret';
import { readCertificates } from '../../src/http/tls-identity';
import { createAuthority } from './server/authority';

const dayMs = 86_400_000;
const authority = createAuthority('Test CA');

function issued(days: number) {
  return readCertificates(new Secret(authority.issue(['client'], days).cert));
}

function listening(now?: () => number) {
  const watch = createCertificateWatch(now);
  const ends: CertificateEnd[] = [];
  watch.tell((end) => ends.push(end));
  return { watch, ends };
}

test('a certificate is told of from 30 days before its end, once, and when it has ended', () => {
  const { watch, ends } = listening();
  const soon = issued(31);
  watch.see('late', issued(32));
  watch.see('soon', soon);
  watch.see('the same elsewhere', soon);
  watch.see('ended', issued(-1));
  expect(ends).toEqual([
    { certificate: 'soon', daysLeft: 30 },
    { certificate: 'ended', daysLeft: -2 },
  ]);
});

test('one that was far from its end when it was first seen is told of later', () => {
  const certificate = issued(60);
  let now = Date.now();
  const { watch, ends } = listening(() => now);
  watch.see('c', certificate);
  expect(ends).toEqual([]);
  now += 40 * dayMs;
  watch.see('c', certificate);
  expect(ends).toEqual([{ certificate: 'c', daysLeft: 19 }]);
});

test('who listens later is told, too', () => {
  const { watch } = listening();
  watch.see('soon', issued(5));
  const late: CertificateEnd[] = [];
  watch.tell((end) => late.push(end));
  expect(late).toEqual([{ certificate: 'soon', daysLeft: 4 }]);
});

test('of a chain the first to end decides, of a file of CAs the last', () => {
  const ca = readCertificates(new Secret(authority.ca));
  const younger = readCertificates(new Secret(createAuthority('Next CA', 700).ca));
  const leaf = issued(400);
  expect(decisiveOf([...leaf, ...ca])).toBe(ca[0]);
  expect(decisiveOf([...younger, ...ca])).toBe(younger[0]);
  expect(decisiveOf([])).toBeUndefined();
});
