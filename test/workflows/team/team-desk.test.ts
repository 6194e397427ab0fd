import type { MembershipRequest } from '../../../src/domain/run/team-writing';
import { TeamDesk } from '../../../src/workflows/team/team-desk';

const target = { system: 'idmgmt', instance: 'c', team: 'acme' } as const;

function request(id: string, person = id): MembershipRequest {
  const asker = { workflowId: id, runId: id };
  const who = { id: person, email: '', givenName: '', familyName: '' };
  return { id, person: who, change: { kind: 'join', role: 'Viewer' }, asker, patienceMs: 1_000 };
}

function deskWith(...requests: MembershipRequest[]): TeamDesk {
  return new TeamDesk({ target, team: 'acme', pending: requests });
}

const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('the desk of a team writer', () => {
  it('takes who waits in the order they came, and who asks again once', () => {
    const desk = deskWith(request('a'), request('b'));
    desk.take(request('a'));
    expect(idsOf(desk.nextBatch())).toEqual(['a', 'b']);
    expect(desk.isEmpty).toBe(true);
  });

  it('leaves a second request of the same person to the next batch', () => {
    const desk = deskWith(request('a', 'ada'), request('b', 'ada'));
    expect(idsOf(desk.nextBatch())).toEqual(['a']);
    expect(idsOf(desk.nextBatch())).toEqual(['b']);
  });

  it('bounds a batch, and hands the rest to the next run of the writer', () => {
    const desk = deskWith(...Array.from({ length: 300 }, (_, n) => request(String(n))));
    expect(desk.nextBatch()).toHaveLength(250);
    expect(desk.handOver().pending).toHaveLength(50);
  });

  it('drops a request that is withdrawn while it waits', () => {
    const desk = deskWith(request('a'), request('b'));
    expect(desk.withdraw('a')?.id).toBe('a');
    expect(desk.withdraw('a')).toBeUndefined();
    expect(idsOf(desk.nextBatch())).toEqual(['b']);
  });

  it('looks after what it wrote for three minutes, and not after what had been so before', () => {
    const desk = deskWith();
    desk.noteWritten([request('a'), request('b')], new Set(['a']), 0);
    expect(desk.looksAfter(179_999)).toBe(true);
    expect(idsOf(desk.lookedAfter(179_999, []))).toEqual(['a']);
    expect(desk.lookedAfter(180_000, [])).toEqual([]);
  });

  it('looks no longer after what somebody wants otherwise', () => {
    const desk = deskWith();
    desk.noteWritten([request('a', 'ada')], new Set(['a']), 0);
    expect(desk.lookedAfter(1, [{ ...request('b', 'ada'), change: { kind: 'leave' } }])).toEqual([]);
    expect(desk.looksAfter(1)).toBe(false);
  });

  it('looks no longer after a role in whose place somebody wants another one', () => {
    const desk = deskWith();
    desk.noteWritten([request('a', 'ada')], new Set(['a']), 0);
    const other: MembershipRequest = { ...request('b', 'ada'), change: { kind: 'join', role: 'Editor' } };
    expect(desk.lookedAfter(1, [other])).toEqual([]);
    desk.noteWritten([other], new Set(['b']), 1);
    expect(idsOf(desk.lookedAfter(2, []))).toEqual(['b']);
  });

  it('goes on looking after what is wanted once more', () => {
    const desk = deskWith();
    desk.noteWritten([request('a', 'ada')], new Set(['a']), 0);
    const again = request('b', 'ada');
    expect(desk.lookedAfter(1, [again])).toEqual([]);
    desk.noteWritten([again], new Set(), 1);
    expect(idsOf(desk.lookedAfter(2, []))).toEqual(['a']);
    desk.noteWritten([again], new Set(['b']), 3);
    expect(idsOf(desk.lookedAfter(4, []))).toEqual(['b']);
  });

  it('gives in to whoever undoes a change three times', () => {
    const desk = deskWith();
    desk.noteWritten([request('a')], new Set(['a']), 0);
    for (const at of [100_000, 200_000]) desk.noteWritten([], new Set(['a']), at);
    expect(idsOf(desk.lookedAfter(300_000, []))).toEqual(['a']);
    desk.noteWritten([], new Set(['a']), 300_000);
    expect(desk.looksAfter(300_001)).toBe(false);
  });
});
