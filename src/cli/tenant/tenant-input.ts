import { fingerprintOf, type StartRequest } from '../../client';
import { defaultRunOptions, type RunOptions } from '../../domain/run/run';
import type { TenantDefinition } from '../../domain/tenant/tenant';
import { type Checked, formatProblems } from '../../input/text/problem';
import { type ReadOptions, readTenantFile } from '../../input/tenant/tenant-file';
import { toUsers, type UserKeyOptions } from '../../input/tenant/to-users';
import type { TargetFlags } from '../../input/tenant/target-flags';
import type { Context } from '../command/context';
import { pathFrom } from '../terminal/host';
import type { InputFlags, RunFlags } from '../options/flags';
import { type NoticeFlags, noticesOf } from '../options/notice-flags';
import { UsageError } from '../command/usage-error';
import { idKeyOf } from '../place/user-keys';

/** Reads a tenant file whole, and warns of what counts otherwise than it is written. Throws `UsageError` with every problem of it, a line each. */
export async function requireTenant(
  context: Context,
  file: string,
  flags: TargetFlags & InputFlags & Pick<ReadOptions, 'ways'>,
): Promise<TenantDefinition> {
  const { system, instance, workspace, tenant, masVersion } = flags;
  const { inputFormat: format, column: columns, userType } = flags;
  const options = { system, instance, workspace, tenant, masVersion, format, columns, userType, ways: flags.ways };
  const read = await readTenant(context, file, options);
  const name = file === '-' ? 'standard input' : file;
  if (read.ok) {
    const { remarks = [] } = read;
    if (remarks.length > 0) context.terminal.say(`warning: ${formatProblems(remarks, name)}`);
    return read.value;
  }
  throw new UsageError(`The tenant file is not valid; nothing was called.\n${formatProblems(read.problems, name)}`);
}

/** As `readTenantFile`, with paths and standard input as the command got them. */
export function readTenant(context: Context, file: string, options: ReadOptions): Promise<Checked<TenantDefinition>> {
  return readTenantFile(file === '-' ? file : pathFrom(context.host, file), options, context.host.stdin);
}

/** What a tenant and the flags ask for. */
export function startRequest(
  context: Context,
  { tenant, target, users: lists }: TenantDefinition,
  flags: RunFlags & NoticeFlags & { readonly force: boolean; readonly keys: UserKeyOptions },
): StartRequest {
  const users = toUsers({ users: lists }, flags.keys);
  const notify = noticesOf(flags);
  return {
    input: { tenant, target, users, options: runOptionsOf(flags), ...(notify.length > 0 && { notify }) },
    fingerprint: fingerprintOf({ target, users }, idKeyOf(context)),
    again: flags.force ? 'always' : 'if-needed',
  };
}

export function runOptionsOf(flags: RunFlags): RunOptions {
  return {
    concurrency: flags.concurrency ?? defaultRunOptions.concurrency,
    stepTimeoutMs: flags.stepTimeout ?? defaultRunOptions.stepTimeoutMs,
    readyTimeoutMs: flags.readyTimeout ?? defaultRunOptions.readyTimeoutMs,
    syncTimeoutMs: flags.syncTimeout ?? defaultRunOptions.syncTimeoutMs,
    pollIntervalMs: flags.pollInterval ?? defaultRunOptions.pollIntervalMs,
    holdForMs: flags.hold ?? defaultRunOptions.holdForMs,
  };
}
