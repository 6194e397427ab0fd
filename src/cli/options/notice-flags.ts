import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { WorkerConfig } from '../../worker/config';
import { type NoticeWish, refusalOfUrl } from '../../domain/run/notice';
import { Name } from '../../domain/tenant/target-ref';
import { UsageError } from '../command/usage-error';

/** Who is told when the run has ended. */
export function noticeOptions(command: Command): Command {
  return command
    .optionsGroup('Who is told at the end:')
    .addOption(
      new Option(
        '--notify <url|name>',
        'post a CloudEvent there, from the worker; a name is one of the worker configuration; repeatable',
      ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]),
    )
    .option('--notify-users', 'with the records of the users that failed, which are personal data')
    .optionsGroup('Options:');
}

export const NoticeFlags = z.object({
  notify: z.array(z.string()).optional(),
  notifyUsers: z.boolean().optional(),
});
export type NoticeFlags = z.infer<typeof NoticeFlags>;

/** Throws `UsageError` that repeats no address: it may be a secret that must not be passed like this. */
export function noticesOf({ notify = [], notifyUsers = false }: NoticeFlags): readonly NoticeWish[] {
  if (notifyUsers && notify.length === 0) throw new UsageError('--notify-users says what --notify sends.');
  return notify.map((text) => ({ to: addressOf(text), ...(notifyUsers && { users: true as const }) }));
}

function addressOf(text: string): NoticeWish['to'] {
  if (!/[:/]/.test(text)) return { name: nameOf(text) };
  const refusal = refusalOfUrl(text);
  if (refusal === undefined) return { url: text };
  throw new UsageError(
    `The address of --notify ${refusal}.`,
    'An address or header that is secret belongs into the worker configuration, under notify; then: --notify NAME',
  );
}

function nameOf(text: string): string {
  const name = Name.safeParse(text);
  if (name.success) return name.data;
  throw new UsageError('--notify takes an https:// address, or a name of the worker configuration.');
}

/** Throws `UsageError` for a name that the configuration of this command's own worker does not have. */
export function requireReceivers({ notify: receivers = {} }: WorkerConfig, flags: NoticeFlags): void {
  const names = noticesOf(flags).flatMap(({ to }) => ('name' in to ? [to.name] : []));
  const unknown = names.filter((name) => !Object.hasOwn(receivers, name));
  if (unknown.length === 0) return;
  throw new UsageError(
    `The worker configuration has no receiver ${unknown.join(', ')}.`,
    'Add it under notify (docs/reference/configuration.md), or correct --notify.',
  );
}
