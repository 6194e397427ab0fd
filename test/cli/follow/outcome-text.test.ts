import { outcomeText, userList } from '../../../src/cli/follow/outcome-text';

const times = {
  workflowId: 'tenant:mas:inst1/ws1:acme',
  direction: 'onboard' as const,
  runId: 'r',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
};
const plain = (_: string, text: string): string => text;

function failedText(touched: 'nobody' | 'unknown'): string {
  const error = { code: 'TERMINATED', message: 'm', remedy: 'r' } as const;
  const outcome = { ...times, kind: 'failed', error, touched } as const;
  return outcomeText({ outcome, tenant: 'acme', target: undefined, nothingToDo: false }, '', plain);
}

it('says that no user was touched only of a run that said so itself', () => {
  expect(failedText('nobody')).toContain('acme: failed, no user was touched');
  expect(failedText('unknown')).toContain('acme: failed, users may have been changed');
});

it('names fifty users, and how many more', () => {
  const users = Array.from({ length: 52 }, (_, index) => ({
    email: `u${index}@acme.example`,
    given_name: '',
    family_name: '',
  }));
  expect(userList(users)).toMatch(/^u0@acme\.example, .*u49@acme\.example and 2 more$/);
  expect(userList(users.slice(0, 2))).toBe('u0@acme.example, u1@acme.example');
});
