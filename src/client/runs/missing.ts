import { messages } from '../../domain/run/names';
import { noticeLabel } from '../../domain/run/notice';
import type { AddUsers, Joining, Missing } from '../../domain/run/run';
import type { Temporal } from '../temporal/connect';
import { handleOf, type RunId } from '../temporal/run-ref';

/** Asks an open run what it does not have; undefined when it takes nothing: what it says to the update is why. A question leaves no event. */
export async function missingIn(
  temporal: Temporal,
  { run, patienceMs }: { readonly run: RunId; readonly patienceMs: number },
  { target, users, leaving, secrets = [], notify = [] }: AddUsers,
): Promise<Missing | undefined> {
  const joining: Joining = {
    target,
    users: users.map(({ key }) => key),
    secrets: secrets.map(({ arn }) => arn),
    notify: notify.map(({ to }) => noticeLabel(to)),
    ...(leaving !== undefined && { leaving }),
  };
  const missing = await temporal.client.withDeadline(Date.now() + patienceMs, () =>
    handleOf(temporal, run).query<Missing, [Joining]>(messages.missing, joining),
  );
  return missing.accepts ? missing : undefined;
}

export function isNothing({ users, secrets, notify }: Missing): boolean {
  return users.length + secrets.length + notify.length === 0;
}

export function onlyMissing({ users, secrets = [], notify = [], ...added }: AddUsers, missing: Missing): AddUsers {
  const lacking = { users: new Set(missing.users), secrets: new Set(missing.secrets), notify: new Set(missing.notify) };
  return {
    ...added,
    users: users.filter(({ key }) => lacking.users.has(key)),
    secrets: secrets.filter(({ arn }) => lacking.secrets.has(arn)),
    notify: notify.filter(({ to }) => lacking.notify.has(noticeLabel(to))),
  };
}
