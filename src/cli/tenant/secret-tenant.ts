import type { StartRequest } from '../../client';
import { factsOf } from '../../domain/failures/failures';
import type { Counts, TenantResult } from '../../domain/run/outcome';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { TenantDefinition } from '../../domain/tenant/tenant';
import { type Checked, formatProblems } from '../../input/text/problem';
import type { TargetFlags } from '../../input/tenant/target-flags';
import { tenantOfFlags } from '../../input/tenant/tenant-of-flags';
import { readAwsSecret } from '../../sources/read-aws-secret';
import { TargetError } from '../../targets/contract/target';
import type { Context } from '../command/context';
import { type ExitCode, exitCodes } from '../command/exit-codes';
import type { SecretFlags } from '../options/flags';
import { jsonOf, type Output } from '../terminal/terminal';
import { UsageError } from '../command/usage-error';

/** A tenant whose users came from a secret; `source` is absent when the secret does not exist. */
export interface SecretTenant {
  readonly definition: TenantDefinition;
  readonly source: SecretSource | undefined;
}

/** The secret could not be read: nothing else was called. */
export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
  readonly code: TargetError['code'];
  readonly remedy: string;

  constructor(cause: TargetError) {
    super(cause.message, { cause });
    this.code = cause.code;
    this.remedy = factsOf(cause.code).remedy;
  }
}

/**
 * Reads the users of the AWS secret that the flags name, tenant and target from flags; no users when there is no such
 * secret. Undefined when the flags name none. Throws `UsageError` with every problem, `SecretUnavailable`.
 */
export async function secretTenant(
  file: string | undefined,
  flags: SecretFlags & TargetFlags & { readonly plan?: string | undefined },
): Promise<SecretTenant | undefined> {
  const { awsSecret, awsRegion, awsEndpoint } = flags;
  if (awsSecret === undefined) return undefined;
  if (file !== undefined || flags.plan !== undefined) {
    throw new UsageError('Users come from --aws-secret, or from a file or plan, not from both.');
  }
  const place = valid(tenantOfFlags(flags), 'the command line');
  const found = await readSecret(awsSecret, { region: awsRegion, endpoint: awsEndpoint });
  const users = found === undefined ? { primary: [], secondary: [] } : valid(found.users, 'the AWS secret');
  return { definition: { ...place, users }, source: found?.source };
}

async function readSecret(secret: string, settings: { region: string | undefined; endpoint: string | undefined }) {
  try {
    return await readAwsSecret(secret, settings);
  } catch (error) {
    if (error instanceof TargetError) throw new SecretUnavailable(error);
    throw error;
  }
}

function valid<T>(checked: Checked<T>, name: string): T {
  if (checked.ok) return checked.value;
  throw new UsageError(`The input is not valid; nothing was onboarded.\n${formatProblems(checked.problems, name)}`);
}

export function hasNoUsers({ users: { primary, secondary } }: TenantDefinition): boolean {
  return primary.length + secondary.length === 0;
}

/** The same request, whose run removes the entries of completed users from the secret. */
export function fromSecret(request: StartRequest, secret: SecretTenant | undefined): StartRequest {
  if (secret?.source === undefined) return request;
  return { ...request, input: { ...request.input, secrets: [secret.source] } };
}

/** A secret that does not exist, or an input without users, is nothing to do. */
export function tellNoUsers(context: Context, { definition, why }: NoUsers, output: Output): ExitCode {
  const { tenant, target } = definition;
  const counts: Counts = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  const result: TenantResult = {
    ...{ tenant, target, status: 'completed', counts },
    ...{ completed: [], failed: [], cancelled: [], changed: 0 },
  };
  if (output !== 'table') context.terminal.data(jsonOf({ ...result, nothingToDo: true }, output));
  context.terminal.say(`Nothing to do: ${why}.`);
  return exitCodes.done;
}

/** Where there are no users, and why. */
export interface NoUsers {
  readonly definition: TenantDefinition;
  readonly why: string;
}

export function whyNoUsers(secret: SecretTenant | undefined): string {
  if (secret === undefined) return 'the file holds no users';
  return secret.source === undefined ? 'the AWS secret does not exist' : 'the AWS secret holds no users';
}
