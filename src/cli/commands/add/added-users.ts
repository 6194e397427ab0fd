import { samePlace } from '../../../domain/run/names';
import type { TargetRef } from '../../../domain/tenant/target-ref';
import type { TenantDefinition } from '../../../domain/tenant/tenant';
import { formatProblems } from '../../../input/text/problem';
import { parseTenantFile } from '../../../input/tenant/tenant-file';
import type { AddCommandFlags } from './command';
import { requireTenant } from '../../tenant/tenant-input';
import type { Context } from '../../command/context';
import { UsageError } from '../../command/usage-error';

/** Whom a command adds to which tenant. */
export interface Added {
  readonly tenant: string;
  /** Where the tenant lives already. */
  readonly target: TargetRef;
  readonly file: string | undefined;
}

/**
 * The users of the file, or the one of the flags, held to the rules of a tenant file. Throws `UsageError` with every
 * problem, and for a file of another tenant or place.
 */
export async function addedUsers(
  context: Context,
  added: Added,
  flags: AddCommandFlags,
): Promise<TenantDefinition['users']> {
  const { tenant, target, file } = added;
  if (file === undefined) return userOfFlags(added, flags);
  if (flags.email !== undefined) {
    throw new UsageError('A file and --email are given.', 'Name the file, or one user by flags.');
  }
  const { system, instance } = target;
  const workspace = target.system === 'mas' ? target.workspace : undefined;
  const { inputFormat, column, userType } = flags;
  const read = await requireTenant(context, file, {
    inputFormat,
    column,
    userType,
    system,
    instance,
    workspace,
    tenant,
  });
  if (read.target.system === system && samePlace(read.target, target)) return read.users;
  throw new UsageError(
    'The file names another place than the one where the tenant lives.',
    'Start it with onboard run.',
  );
}

function userOfFlags({ tenant, target }: Added, flags: AddCommandFlags): TenantDefinition['users'] {
  const { email, givenName, familyName, id, type } = flags;
  if (email === undefined) throw new UsageError('Nobody is named.', 'Name a file, or one user with --email.');
  const record = { email, given_name: givenName, family_name: familyName, ...(id !== undefined && { id }) };
  const users = { primary: [], secondary: [], [type]: [record] };
  const read = parseTenantFile(Buffer.from(JSON.stringify({ tenant, target, users })));
  if (read.ok) return read.value.users;
  const problems = read.problems.map((problem) => ({ ...problem, line: 0, column: 0, path: flagOf(problem.path) }));
  throw new UsageError(`The user cannot be added; nothing was called.\n${formatProblems(problems, 'the flags')}`);
}

/** `users.secondary[0].given_name` as `--given-name`. */
function flagOf(path: string): string {
  return `--${(path.split('.').at(-1) ?? '').replaceAll('_', '-')}`;
}
