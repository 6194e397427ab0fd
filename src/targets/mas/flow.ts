import { TargetError } from '../contract/target';
import { isFrom91 } from './wire/wire-person';

/** How users come into being: through the core API (below 9.1), or through Manage (from 9.1). */
export type Flow = 'core' | 'manage';

export interface FlowChoice {
  readonly flow: Flow;
  /** How it was chosen, in words. */
  readonly reason: string;
}

/** What the choice is made from. */
export interface FlowFacts {
  readonly applications: readonly string[];
  /** What the tenant says. */
  readonly version: string | undefined;
}

const flowNames: Readonly<Record<Flow, string>> = {
  core: 'below 9.1, users are made through the core API',
  manage: 'from 9.1, users are made through Manage',
};

/**
 * Chooses the flow: the version is said, never guessed. Manage of every version has `masperuser` (IBM's "User processing
 * by the integration framework"), so its answers tell nothing. Throws MAS_MANAGE_MISSING for a version from 9.1 in a
 * workspace without Manage.
 */
export function chooseFlow({ applications, version }: FlowFacts): FlowChoice {
  if (version === undefined) {
    return {
      flow: 'core',
      reason: `${flowNames.core}: the default; a MAS from 9.1 needs target.version, or --mas-version`,
    };
  }
  const flow = isFrom91(version) ? 'manage' : 'core';
  if (flow === 'manage' && !applications.includes('manage')) {
    throw new TargetError('MAS_MANAGE_MISSING', `MAS ${version}: the workspace has no Manage to create users through`);
  }
  return { flow, reason: `${flowNames[flow]}: target.version is ${version}` };
}
