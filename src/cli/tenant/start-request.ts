import { fingerprintOf, type StartRequest } from '../../client';
import type { Counts, TenantResult } from '../../domain/run/outcome';
import { toUsers } from '../../input/tenant/to-users';
import type { Context } from '../command/context';
import { type ExitCode, exitCodes } from '../command/exit-codes';
import { idKeyOf, userKeyOptions } from '../place/user-keys';
import { jsonOf, type Output } from '../terminal/terminal';
import type { FoundTenant } from './read-tenant';
import type { Begun } from '../options';

/** How a run is wanted, besides of whom. */
export interface RunWish extends Begun {
  readonly config: string | undefined;
  readonly again: StartRequest['again'];
}

/** The run of a tenant that was read. It removes the entries of completed users from the secret that they came from. Throws `UsageError` for a configuration that is not valid. */
export async function startRequest(
  context: Context,
  { definition: { tenant, target, users: lists }, secret }: FoundTenant,
  { run: options, notify, config, again }: RunWish,
): Promise<StartRequest> {
  const users = toUsers({ users: lists }, await userKeyOptions(context, config));
  const secrets = secret === undefined ? {} : { secrets: [secret] };
  return {
    input: { tenant, target, users, options, ...secrets, ...(notify.length > 0 && { notify }) },
    fingerprint: fingerprintOf({ target, users }, idKeyOf(context)),
    again,
  };
}

/** A secret that does not exist, or an input without users, is nothing to do. */
export function tellNobody({ terminal }: Context, { definition, nobody = '' }: FoundTenant, output: Output): ExitCode {
  const { tenant, target } = definition;
  const counts: Counts = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  const result: TenantResult = {
    ...{ tenant, target, status: 'completed', counts },
    ...{ completed: [], failed: [], cancelled: [], changed: 0 },
  };
  if (output !== 'table') terminal.data(jsonOf({ ...result, nothingToDo: true }, output));
  terminal.say(`Nothing to do: ${nobody}.`);
  return exitCodes.done;
}
