import { pictureOf } from '../../../src/cli/follow/progress-drawn';
import type { RunStatus, UserStatusRow } from '../../../src/client';

const started = Date.parse('2026-01-01T00:00:00Z');

function statusWith(users: readonly UserStatusRow[], counts: Partial<RunStatus['counts']> = {}): RunStatus {
  return {
    workflowId: 'tenant:mas:inst1/ws1:acme',
    direction: 'onboard',
    runId: 'r',
    tenant: 'acme',
    target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
    phase: 'running',
    status: 'running',
    counts: { total: 40, pending: 0, running: users.length, completed: 0, failed: 0, cancelled: 0, ...counts },
    users,
    startedAt: new Date(started).toISOString(),
  };
}

const inFlight = (id: string, more: Partial<UserStatusRow> = {}): UserStatusRow => ({
  id,
  state: { status: 'running' },
  ...more,
});

it('shows counts and the time left once there is something to judge by', () => {
  expect(pictureOf(statusWith([], { completed: 2 }), 10, started + 10_000).title).not.toContain('left');
  const { title } = pictureOf(statusWith([], { completed: 9, failed: 1 }), 10, started + 10_000);
  expect(title).toMatch(/^acme █{6}░{18} 10\/40, 1 failed · onboarding · ~30 s left$/);
});

it('shows step, attempt and last failure of a user in flight', () => {
  const steps = [
    { step: 'grant', attempt: 1 },
    { step: 'grant', attempt: 3, lastFailure: 'MAS answered\n503' },
  ] as const;
  const { lines } = pictureOf(statusWith([inFlight('ada', { inFlight: steps }), inFlight('bob')]), 10, started);
  expect(lines).toEqual(['ada · grant · attempt 3 · MAS answered 503', 'bob']);
});

it('never takes more lines than there is room for, and counts the rest', () => {
  const users = Array.from({ length: 20 }, (_, index) => inFlight(`u${index}`));
  const { lines } = pictureOf(statusWith(users), 5, started);
  expect(lines).toEqual(['u0', 'u1', 'u2', 'u3', '… and 16 more in flight']);
  expect(pictureOf(statusWith(users), 0, started).lines).toEqual([]);
});

it('lets nothing from outside steer the terminal', () => {
  const [line] = pictureOf(statusWith([inFlight('ada\u001b[2J\u0007')]), 5, started).lines;
  expect(line).toBe('ada [2J');
});
