import { Context } from '@temporalio/activity';
import { messages, teamWriterId, workflowTypes } from '../domain/run/names';
import type { MembershipAsk, TeamWriterInput } from '../domain/run/team-writing';

/**
 * Hands a request to the team's writer, and starts it, where the asker runs, when there is none. An attempt that is made
 * again is the same request to the writer. Throws what Temporal's client throws, which is tried again.
 */
export async function askTeamWriter({ target, team, request }: MembershipAsk): Promise<void> {
  const { client, info } = Context.current();
  const input: TeamWriterInput = { target, team };
  await client.workflow.signalWithStart(workflowTypes.teamWriter, {
    workflowId: teamWriterId(target, team),
    taskQueue: info.taskQueue,
    args: [input],
    signal: messages.changeMembership,
    signalArgs: [request],
    staticSummary: `Writes team ${team}`,
  });
}
