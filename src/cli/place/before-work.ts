import { findMaintenance, findOpenRun, type StartRequest } from '../../client';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { TargetDirectory } from '../../targets/contract/target';
import type { Context } from '../command/context';
import { type ExitCode, exitCodeOfError } from '../command/exit-codes';
import { errorText } from '../command/errors';
import type { Stage } from './stage';
import { configuredTarget, requireReachable, TargetUnreachable } from './target-check';
import { jsonOf, type Output } from '../terminal/terminal';

/**
 * A run that is open already goes on whatever the target says, and is taken over; a new one is not begun against nobody.
 * `directory` is absent when workers elsewhere do the work.
 */
export async function beforeWork(
  stage: Stage,
  request: Pick<StartRequest, 'input' | 'leaving'>,
  directory: TargetDirectory | undefined,
): Promise<TargetUnreachable | undefined> {
  const { place, temporal } = stage.session;
  if (directory === undefined || place.mode === 'cluster') return undefined;
  const open = await findOpenRun(temporal, request);
  if (open !== undefined) {
    await stage.takeOver(open);
    return undefined;
  }
  // The run waits for the end of a maintenance window: until then nothing need answer.
  if ((await findMaintenance(temporal, request.input.target)) !== undefined) return undefined;
  try {
    await requireReachable(configuredTarget(directory, request.input.target), stage.interrupted);
    return undefined;
  } catch (error) {
    if (error instanceof TargetUnreachable) return error;
    throw error;
  }
}

interface Unbegun {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly output: Output;
}

/** Says that no run was begun, for nothing of the target answers. */
export function tellUnreachable(
  { terminal }: Context,
  { tenant, target, output }: Unbegun,
  error: TargetUnreachable,
): ExitCode {
  const { code, message, remedy } = error;
  if (output !== 'table') {
    terminal.data(jsonOf({ tenant, target, status: 'failed', error: { code, message, remedy } }, output));
  }
  terminal.say(errorText(error));
  return exitCodeOfError(code);
}
