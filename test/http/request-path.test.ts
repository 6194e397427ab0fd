import fc from 'fast-check';
import { HttpError } from '../../src/http/http-error';
import { requestPath } from '../../src/http/request-path';

test.each([
  ['boss#2', '/v3/users/boss%232'],
  ['a/b', '/v3/users/a%2Fb'],
  ['50%', '/v3/users/50%25'],
  ['who?', '/v3/users/who%3F'],
  ['ada+x@acme.example', '/v3/users/ada%2Bx%40acme.example'],
  ['o\'hara "x"', "/v3/users/o'hara%20%22x%22"],
])('the id %s is one encoded path part', (id, path) => {
  expect(requestPath('/v3/users/{id}', { id })).toBe(path);
});

test.each(['', '.', '..', '\ud800'])('the id %j is refused, for no encoding makes it safe', (id) => {
  expect(() => requestPath('/v3/users/{id}', { id })).toThrow(new HttpError('unsendable'));
});

test('a name of the template that has no value is refused', () => {
  expect(() => requestPath('/v3/users/{id}', {})).toThrow(HttpError);
});

test('the query is encoded, a plus sign and a space too', () => {
  expect(requestPath('/x', {}, { 'oslc.where': 'userid="a+b c"' })).toBe('/x?oslc.where=userid%3D%22a%2Bb%20c%22');
});

test('a name with several values is sent once for each, in their order', () => {
  expect(requestPath('/x', {}, { role: ['b', 'a&c'], first: '1' })).toBe('/x?role=b&role=a%26c&first=1');
});

test('whatever the id is, a URL parser finds it again in the same place', () => {
  const ids = fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => id !== '.' && id !== '..');
  fc.assert(
    fc.property(ids, (id) => {
      const { pathname, search, hash } = new URL(`https://host.example${requestPath('/v3/users/{id}/idps', { id })}`);
      expect(decodeURIComponent(pathname.split('/')[3] ?? '')).toBe(id);
      expect([pathname.split('/').length, search, hash]).toEqual([5, '', '']);
    }),
  );
});
