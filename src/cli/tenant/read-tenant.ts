import { factsOf } from '../../domain/failures/failures';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { TenantDefinition } from '../../domain/tenant/tenant';
import { type ReadOptions, readTenantFile } from '../../input/tenant/tenant-file';
import { tenantOfFlags } from '../../input/tenant/tenant-of-flags';
import { type Checked, formatProblems } from '../../input/text/problem';
import { readAwsSecret } from '../../sources/read-aws-secret';
import { TargetError } from '../../targets/contract/target';
import type { Context } from '../command/context';
import { UsageError } from '../command/errors';
import type { FileSource, SecretSource as SecretWish, TargetHints, UserSource } from '../options';
import { pathFrom } from '../terminal/host';

/** Where users come from, what completes it, and what else counts as valid. */
export interface TenantWish {
  readonly source: UserSource;
  readonly target: TargetHints;
  readonly ways?: ReadOptions['ways'];
}

/** A tenant whose users were read. */
export interface FoundTenant {
  readonly definition: TenantDefinition;
  /** The secret that the users came from. */
  readonly secret?: SecretSource;
  /** Why there are none, where there are none. */
  readonly nobody?: string;
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

/** The users of a file or a secret, and warns of what counts otherwise than it is written. Throws `UsageError` with every problem, a line each, `SecretUnavailable`. */
export async function readTenant(context: Context, wish: TenantWish): Promise<FoundTenant> {
  const found = await checkTenant(context, wish);
  if (!found.ok) {
    const what = wish.source.kind === 'file' ? 'tenant file' : 'input';
    throw new UsageError(
      `The ${what} is not valid; nothing was called.\n${formatProblems(found.problems, nameOf(wish.source))}`,
    );
  }
  const { remarks = [] } = found;
  if (remarks.length > 0) context.terminal.say(`warning: ${formatProblems(remarks, nameOf(wish.source))}`);
  return found.value;
}

/** As `readTenant`, of commands that a secret which does not exist is no answer to: it must not pass for an empty list. */
export async function readPresentTenant(context: Context, wish: TenantWish): Promise<FoundTenant> {
  const found = await readTenant(context, wish);
  if (wish.source.kind === 'file' || found.secret !== undefined) return found;
  throw new UsageError('The AWS secret does not exist.', 'Correct its name, its region, or the account.');
}

/** As `readTenant`, with the problems as an answer. Throws `SecretUnavailable`. */
export async function checkTenant(context: Context, wish: TenantWish): Promise<Checked<FoundTenant>> {
  const { source } = wish;
  return source.kind === 'file' ? fromFile(context, source, wish) : fromSecret(source, wish.target);
}

/** What problems are told of. */
export function nameOf(source: UserSource): string {
  if (source.kind === 'secret') return 'the AWS secret';
  return source.file === '-' ? 'standard input' : source.file;
}

async function fromFile(
  { host }: Context,
  { file, reading }: FileSource,
  { target, ways }: TenantWish,
): Promise<Checked<FoundTenant>> {
  const path = file === '-' ? file : pathFrom(host, file);
  const read = await readTenantFile(path, { ...target, ...reading, ways }, host.stdin);
  if (!read.ok) return read;
  const nobody = hasNoUsers(read.value) ? { nobody: 'the file holds no users' } : {};
  return { ...read, value: { definition: read.value, ...nobody } };
}

async function fromSecret(
  { secret, region, endpoint }: SecretWish,
  target: TargetHints,
): Promise<Checked<FoundTenant>> {
  const place = tenantOfFlags(target);
  if (!place.ok) return place;
  const found = await readSecret(secret, { region, endpoint });
  if (found === undefined) {
    const definition = { ...place.value, users: { primary: [], secondary: [] } };
    return { ok: true, value: { definition, nobody: 'the AWS secret does not exist' } };
  }
  if (!found.users.ok) return found.users;
  const definition = { ...place.value, users: found.users.value };
  const nobody = hasNoUsers(definition) ? { nobody: 'the AWS secret holds no users' } : {};
  const { remarks } = found.users;
  return { ok: true, value: { definition, secret: found.source, ...nobody }, ...(remarks && { remarks }) };
}

async function readSecret(secret: string, settings: { region: string | undefined; endpoint: string | undefined }) {
  try {
    return await readAwsSecret(secret, settings);
  } catch (error) {
    if (error instanceof TargetError) throw new SecretUnavailable(error);
    throw error;
  }
}

function hasNoUsers({ users: { primary, secondary } }: TenantDefinition): boolean {
  return primary.length + secondary.length === 0;
}
