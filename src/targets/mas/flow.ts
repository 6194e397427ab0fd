import { factsOf } from '../../domain/failures/failures';
import { TargetError } from '../contract/target';
import type { Probe } from './manage/probe';
import { isFrom91 } from './wire/wire-person';

/** How users come into being: through the core API (below 9.1), or through Manage (from 9.1). */
export type Flow = 'core' | 'manage';

export interface FlowChoice {
  readonly flow: Flow;
  /** How it was chosen, in words. */
  readonly reason: string;
}

/** What the choice is made from. `version` is the tenant's word, and counts. */
export interface FlowFacts {
  readonly applications: readonly string[];
  readonly version: string | undefined;
  readonly probe: Probe;
}

const flowNames: Readonly<Record<Flow, string>> = {
  core: 'below 9.1, users are made through the core API',
  manage: 'from 9.1, users are made through Manage',
};

/** Chooses the flow. Throws MAS_MANAGE_MISSING for a version from 9.1 in a workspace without Manage, and what the probe throws. */
export async function chooseFlow(facts: FlowFacts, signal: AbortSignal): Promise<FlowChoice> {
  const { applications, version, probe } = facts;
  const hasManage = applications.includes('manage');
  if (version === undefined) return hasManage ? await foundOut(probe, signal) : unasked('the workspace has no Manage');
  const flow = isFrom91(version) ? 'manage' : 'core';
  if (flow === 'manage' && !hasManage) {
    throw new TargetError('MAS_MANAGE_MISSING', `MAS ${version}: the workspace has no Manage to create users through`);
  }
  return { flow, reason: `${flowNames[flow]}: target.version is ${version}` };
}

async function foundOut(probe: Probe, signal: AbortSignal): Promise<FlowChoice> {
  const served = await orAdvised(probe.servesPeople(signal));
  if (served === 'unknown') return unasked('no client certificate is configured to ask Manage with');
  const flow = served === 'yes' ? 'manage' : 'core';
  const found = served === 'yes' ? 'Manage serves masperuser' : 'Manage does not serve masperuser';
  return { flow, reason: `${flowNames[flow]}: found out, ${found}` };
}

/** Users made in the wrong way are hard to mend, so a refusal ends the run before any is. */
async function orAdvised<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof TargetError) || factsOf(error.code).retry !== 'never') throw error;
    const message = `${error.message}; a tenant that says target.version is not looked at in this way`;
    throw new TargetError(error.code, message, { cause: error });
  }
}

function unasked(why: string): FlowChoice {
  return { flow: 'core', reason: `${flowNames.core}: taken for granted, ${why}; target.version can say otherwise` };
}
