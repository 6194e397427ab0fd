import { boardLines, changeLine, noteGlances, type RunBoard } from '../../../../src/cli/commands/watch/run-board';
import type { RunGlance } from '../../../../src/client';

const started = Date.parse('2026-01-01T00:00:00Z');
const plain = (_: string, text: string) => text;

function glanceOf(tenant: string, more: Partial<RunGlance> = {}, completed = 0): RunGlance {
  return {
    workflowId: `tenant:mas:inst1/ws1:${tenant}`,
    direction: 'onboard',
    runId: tenant,
    tenant,
    target: 'mas:inst1',
    status: 'running',
    open: true,
    counts: { total: 4, pending: 1, running: 2, completed, failed: 1, cancelled: 0 },
    startedAt: new Date(started).toISOString(),
    ...more,
  };
}

const tenantsOf = (board: RunBoard) => board.map(({ run }) => run.tenant);

it('puts the newest change on top, and tells each change once', () => {
  const first = noteGlances([], [glanceOf('acme'), glanceOf('bolt')], started);
  expect(first.changed.map(({ tenant }) => tenant)).toEqual(['acme', 'bolt']);
  const second = noteGlances(first.board, [glanceOf('acme'), glanceOf('bolt', {}, 1)], started + 1_000);
  expect([tenantsOf(second.board), second.changed.map(({ tenant }) => tenant)]).toEqual([['bolt', 'acme'], ['bolt']]);
  expect(noteGlances(second.board, [glanceOf('acme'), glanceOf('bolt', {}, 1)], started + 2_000).changed).toEqual([]);
});

it('does not take who is in flight for a change', () => {
  const { board } = noteGlances([], [glanceOf('acme')], started);
  const counts = { total: 4, pending: 0, running: 3, completed: 0, failed: 1, cancelled: 0 };
  const next = noteGlances(board, [glanceOf('acme', { counts })], started + 1_000);
  expect([next.changed, next.board[0]?.run.counts]).toEqual([[], counts]);
});

it('keeps the last numbers while no worker answers', () => {
  const { board } = noteGlances([], [glanceOf('acme')], started);
  const { counts: _, ...unanswered } = glanceOf('acme');
  const next = noteGlances(board, [unanswered], started + 1_000);
  expect([next.changed, next.board[0]?.run.counts]).toEqual([[], glanceOf('acme').counts]);
});

it('shows a run that ended for a while, then forgets it', () => {
  const { board } = noteGlances([], [glanceOf('acme')], started);
  const ended = glanceOf('acme', { open: false, status: 'completed', finishedAt: new Date(started).toISOString() });
  const next = noteGlances(board, [ended], started + 1_000);
  expect([tenantsOf(next.board), next.changed]).toEqual([['acme'], [ended]]);
  expect(noteGlances(next.board, [ended], started + 3_600_000).board).toEqual([]);
});

it('draws a table that fits the terminal', () => {
  const runs = Array.from({ length: 20 }, (_, index) => glanceOf(`tenant-${String(index).padStart(2, '0')}`));
  const { board } = noteGlances([], runs, started);
  const lines = boardLines(board, { columns: 60, rows: 10, now: started + 90_000, paint: plain });
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('20 open runs · 00:01:30 · q leaves, the runs go on');
  expect(lines[3]).toMatch(/^tenant-00 {2}→ mas:inst1 {2}running {2}1\/4 {3}1 {7}2/);
  expect(lines.at(-1)).toBe('… and 14 more');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(boardLines(board, { columns: 3, rows: 1, now: started, paint: plain })).toEqual(['20 ']);
});

it('colours what needs a look, and says by whom a run is paused', () => {
  const paused = { by: 'maintenance', since: new Date(started).toISOString() } as const;
  const runs = [glanceOf('acme', { status: 'needs-attention' }), glanceOf('bolt', { status: 'paused', paused })];
  const paint = (style: string, text: string) => `<${style}>${text}`;
  const [, , , acme, bolt] = boardLines(noteGlances([], runs, started).board, {
    ...{ columns: 100, rows: 10, now: started },
    paint,
  });
  expect(acme).toMatch(/<yellow>needs-attention .*<red>1/);
  expect(bolt).toContain('<yellow>paused (maintenance)');
});

it('lets nothing from outside steer the terminal', () => {
  const { board } = noteGlances([], [glanceOf('acme\u001b[2J')], started);
  expect(boardLines(board, { columns: 100, rows: 10, now: started, paint: plain }).join()).not.toContain('\u001b');
});

it('says a change on one line', () => {
  const line = changeLine(glanceOf('acme', { direction: 'offboard' }, 2), started);
  expect(line).toBe('00:00:00 acme ← mas:inst1: running, 3/4 done, 1 failed');
});
