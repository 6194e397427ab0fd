import { syncText } from '../../../src/cli/commands/sync/settle-sync';
import type { SyncOutcome, WholeSyncResult } from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { TenantResult } from '../../../src/domain/run/outcome';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const times = { workflowId: 'w', runId: 'r', startedAt: '2026-01-02T03:04:05Z', finishedAt: '2026-01-02T03:04:19Z' };
const bob = { email: 'bob@acme.example', given_name: 'Bob', family_name: 'Example' };
const input = {
  ...{ tenant: 'acme', target, users: [] },
  leaving: { how: 'disable', force: false } as const,
  options: {
    ...defaultRunOptions,
  },
};

const alike = { known: 1, differingTotal: 0, differing: [] };

const textOf = (outcome: SyncOutcome): string => syncText(input, outcome, (_, text) => text);

function ended(result: Partial<WholeSyncResult>): string {
  const whole: WholeSyncResult = { tenant: 'acme', target, status: 'completed', ...alike, ...result };
  return textOf({ ...times, kind: 'result', result: whole });
}

const failedBob: TenantResult = {
  ...{ tenant: 'acme', target, status: 'completed-with-failures', changed: 0, completed: [], cancelled: [] },
  counts: { total: 1, pending: 0, running: 0, completed: 0, failed: 1, cancelled: 0 },
  failed: [{ ...bob, type: 'secondary', step: 'inspect', code: 'USER_CHANGED_SINCE', message: 'roles', attempts: 1 }],
};

describe('the text of a synchronisation', () => {
  it('counts each part, and names who failed with what to do', () => {
    const text = ended({ status: 'completed-with-failures', offboarded: failedBob });
    expect(text).toMatch(/^acme ⇄ mas inst1\/ws1: completed-with-failures in 14 s\n/);
    expect(text).toMatch(/offboarded +1 +0 +1 +0 +0\n/);
    expect(text).toMatch(/offboard +bob@acme\.example +inspect +USER_CHANGED_SINCE +roles/);
    expect(text).toContain('What to do about USER_CHANGED_SINCE: ');
    expect(text).not.toContain('onboarded  0');
  });

  it('tells who differs, and why nobody was offboarded', () => {
    const text = ended({
      differingTotal: 120,
      differing: [{ id: 'bob@acme.example', kind: 'primary', was: 'secondary' }],
      offboardingFailure: { code: 'TARGET_UNAVAILABLE', message: 'no answer', attempts: 3 },
    });
    expect(text).toMatch(/bob@acme\.example +secondary +primary\n… and 119 more\n/);
    expect(text).toContain('Nobody was offboarded: TARGET_UNAVAILABLE: no answer');
  });

  it('says that there was nothing to do', () => {
    expect(ended({ known: 0 })).toContain('Nothing to do');
  });

  it('says why it failed as a whole', () => {
    const error = { code: 'TENANT_BUSY', message: 'another run', remedy: 'Wait.' } as const;
    const text = textOf({ ...times, kind: 'failed', error, touched: 'nobody' });
    expect(text).toBe(
      'acme ⇄ mas inst1/ws1: failed, no user was touched\n  TENANT_BUSY: another run\n  what to do: Wait.',
    );
  });
});
