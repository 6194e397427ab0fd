import { createFaultBook, FaultList, type Matchable } from '../../simulator/server/faults';

const request: Matchable = {
  method: 'GET',
  paths: ['/v3/users/ada%40acme.example', '/v3/users/ada@acme.example'],
  user: 'ada@acme.example',
  synchronisation: 'shown' as const,
};

function book(...faults: unknown[]) {
  return createFaultBook(FaultList.parse(faults));
}

function kinds(faults: ReturnType<typeof book>, requests: readonly Matchable[]) {
  return requests.map((one) => faults.take(one)?.kind);
}

describe('createFaultBook', () => {
  it('lets everything pass when there is no fault', () => {
    expect(book().take(request)).toBeUndefined();
  });

  it.each([
    ['the method in any case', { method: 'get' }, true],
    ['another method', { method: 'PUT' }, false],
    ['a prefix of the decoded path', { path: '/v3/users/ada@' }, true],
    ['a prefix of the path as sent', { path: '/v3/users/ada%40' }, true],
    ['a prefix of another path', { path: '/workspaces' }, false],
    ['an expression', { path: '/users\\/[a-z]+@acme/' }, true],
    ['an expression that does not fit', { path: '/^users/' }, false],
    ['the user', { user: 'ada@acme.example' }, true],
    ['another user', { user: 'bob@acme.example' }, false],
    ['one thing that fits and one that does not', { method: 'GET', user: 'bob@acme.example' }, false],
  ])('looks at %s', (_what, match, met) => {
    expect(book({ ...match, do: { truncate: true } }).take(request)?.kind).toBe(met ? 'truncate' : undefined);
  });

  it('skips, then strikes so many times, then is used up', () => {
    const faults = book({ skip: 1, times: 2, do: { truncate: true } });
    expect(kinds(faults, Array(4).fill(request))).toEqual([undefined, 'truncate', 'truncate', undefined]);
  });

  it('strikes for ever without times', () => {
    expect(new Set(kinds(book({ do: { truncate: true } }), Array(50).fill(request)))).toEqual(new Set(['truncate']));
  });

  it('takes the first that matches, and the next one when that is used up', () => {
    const faults = book({ times: 1, do: { truncate: true } }, { do: { reset: 'before' } });
    expect(kinds(faults, [request, request])).toEqual(['truncate', 'reset']);
  });

  it('counts a bent synchronisation only where one is to be seen', () => {
    const faults = book({ times: 1, do: { sync: 'ERROR' } });
    expect(kinds(faults, [{ ...request, synchronisation: undefined }, request, request])).toEqual([
      undefined,
      'sync',
      undefined,
    ]);
  });

  it('forgets the old faults when they are replaced', () => {
    const faults = book({ do: { truncate: true } });
    faults.replace(FaultList.parse([]));
    expect(faults.take(request)).toBeUndefined();
  });
});

describe('FaultList', () => {
  it.each([
    ['an unknown field', { pth: '/v3', do: { truncate: true } }],
    ['nothing to do', {}],
    ['two things to do', { do: { truncate: true, delay: '1s' } }],
    ['an unknown thing to do', { do: { explode: true } }],
    ['a status that is none', { do: { status: 42 } }],
    ['a header that would break the answer', { do: { status: 503, headers: { 'x-a': 'b\r\nx-c: d' } } }],
    ['a number where a duration belongs', { do: { delay: 5 } }],
    ['a broken expression', { path: '/(/', do: { truncate: true } }],
    ['a negative count', { times: -1, do: { truncate: true } }],
    ['an unknown reset', { do: { reset: 'during' } }],
    ['an unknown synchronisation', { do: { sync: 'SUCCESS' } }],
  ])('refuses %s', (_what, fault) => {
    expect(FaultList.safeParse([fault]).success).toBe(false);
  });

  it('refuses what is no list', () => {
    expect(FaultList.safeParse({ do: { truncate: true } }).success).toBe(false);
  });
});
