import type { AuditLine } from '../../domain/report/audit';
import { userKeyIn } from '../../domain/run/names';
import { actorOf, type Ending, type Fact } from '../history/facts';
import { stepOf, stepReport, userOutcome } from '../history/user-history';
import { type AuditSource, endedFromOutside, type Line, linesFrom } from './audit-run';

/** What was done for a user. Throws `ClientError`. */
export function userLines(source: AuditSource, type: string): Promise<readonly AuditLine[]> {
  const userKey = userKeyIn(source.workflowId);
  return linesFrom(source, async (fact) => (await linesOf(type, fact)).map((line) => ({ ...line, userKey })));
}

async function linesOf(type: string, fact: Fact): Promise<readonly Line[]> {
  if (fact.kind === 'started') return [{ event: 'user.started', actor: fact.by }];
  if (fact.kind === 'activity') return stepEnded(type, fact);
  if (fact.kind !== 'ended') return endedFromOutside(fact, 'user');
  return [...endedFromOutside(fact, 'user'), ...(await ended(fact.ending))];
}

type ActivityFact = Fact & { readonly kind: 'activity' };

async function stepEnded(type: string, fact: ActivityFact): Promise<readonly Line[]> {
  const { activity, ending } = fact;
  const step = stepOf(activity.type, type);
  if (step === undefined || ending === undefined) return [];
  const { summary: what, status, changed, failure } = await stepReport(step, fact);
  const { by, number: attempts } = activity.lastAttempt ?? {};
  const code = status === 'failed' ? failure?.code : undefined;
  return [{ event: 'user.step', actor: actorOf(by), attempts, step, what, status, changed, code }];
}

async function ended(ending: Ending): Promise<readonly Line[]> {
  const end: Line = { event: 'user.ended', actor: actorOf(undefined) };
  const { changed, cancelled, failure } = await userOutcome(ending);
  if (ending.how === 'failed') {
    const code = (await ending.failure())?.said.code;
    return [{ ...end, status: 'failed', step: failure?.step, attempts: failure?.attempts, code }];
  }
  if (ending.how !== 'completed') return [];
  return [{ ...end, status: cancelled ? 'cancelled' : 'completed', changed: changed.length > 0 }];
}
