import { type DrainContext, type DrainInput, type DrainOutcome, secretArn } from '../domain/tenant/secret-source';
import { TargetError } from '../targets/contract/target';
import { openAwsSecretStore, type SecretStore, type SecretStoreSettings, versionBy } from './aws-secret-store';
import { isListed, type ListedSecrets } from './listed-secrets';
import { withoutEntriesOf } from './remaining-entries';

/** How often somebody else may change the secret between our look and our write before we leave it to a later attempt. */
const tries = 5;

/**
 * Removes the entries of completed users from their secret, one write at most. `writer` names the run's drain: asked again
 * with it after a lost answer, it sees its own write and tells what that removed. `listed`: a run's input comes from whoever may
 * start one, so its secret is one of these. Throws `TargetError`.
 */
export async function drainSecret(
  { source, users }: DrainInput,
  { writer, signal }: DrainContext,
  { listed, ...settings }: SecretStoreSettings & { readonly listed: ListedSecrets },
): Promise<DrainOutcome> {
  const region = secretArn.exec(source.arn)?.[1];
  if (region === undefined) {
    throw new TargetError('SECRET_STORE_MISCONFIGURED', 'the run names no valid ARN of a secret');
  }
  if (!isListed(source.arn, listed)) {
    throw new TargetError('SECRET_NOT_LISTED', 'the worker configuration does not list the AWS secret of the run');
  }
  const store = await openAwsSecretStore({ ...settings, region, signal });
  try {
    return { removed: await drain(store, { source, users }, writer) };
  } finally {
    store.close();
  }
}

async function drain(store: SecretStore, { source, users }: DrainInput, writer: string): Promise<number> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const current = await store.read(source.arn);
    if (current === undefined) return 0;
    // AWS takes the beginning of an ARN for the whole: what was listed is this very secret, or another.
    if (current.arn !== source.arn) {
      throw new TargetError('SECRET_STORE_MISCONFIGURED', 'the run names no full ARN of a secret');
    }
    const { text, removed } = withoutEntriesOf(users, current.text);
    if (removed === 0) return removedBefore(store, current.version, { source, users, writer });
    if (await store.replace(current, text, writer)) return removed;
  }
  throw new TargetError('SECRET_STORE_UNAVAILABLE', 'the AWS secret was changed by somebody else again and again');
}

/** What an earlier attempt removed, when the current version is its work. */
async function removedBefore(
  store: SecretStore,
  current: string,
  { source, users, writer }: DrainInput & { writer: string },
): Promise<number> {
  const previous = await store.read(source.arn, 'AWSPREVIOUS');
  if (previous === undefined) return 0;
  const ours = [writer, `${writer}\nupdate`].map((name) => versionBy(name, previous.version));
  return ours.includes(current) ? withoutEntriesOf(users, previous.text).removed : 0;
}
