import { oslcString } from '../../../src/targets/mas/wire/wire';
import { parseWhere } from '../../../simulator/mas/oslc';

describe('parseWhere', () => {
  it.each([
    ['userid="MAXADMIN"', { field: 'userid', value: 'MAXADMIN' }],
    ['user.userid="a"', { field: 'user.userid', value: 'a' }],
    ['userid=""', { field: 'userid', value: '' }],
    [String.raw`userid="a\"b"`, { field: 'userid', value: 'a"b' }],
    ['userid="a""b"', { field: 'userid', value: 'a"b' }],
    [String.raw`userid="a\\"`, { field: 'userid', value: String.raw`a\ `.trim() }],
    [`userid="o'neil and b=c"`, { field: 'userid', value: "o'neil and b=c" }],
  ])('reads %s', (where, condition) => {
    expect(parseWhere(where)).toEqual(condition);
  });

  it.each(['', 'userid', 'userid=MAXADMIN', 'userid="a"b"', 'userid="a" and x="b"', 'userid="a', '"a"="b"'])(
    'refuses %p',
    (where) => {
      expect(parseWhere(where)).toBeUndefined();
    },
  );

  it.each(['a"b', 'a\\', '\\"', '""', 'ada@acme.example', "o'neil", '" or userid="x'])(
    'reads back what the client writes: %p',
    (value) => {
      expect(parseWhere(`userid=${oslcString(value)}`)).toEqual({ field: 'userid', value });
    },
  );
});
