import type { SecretSource } from '../domain/tenant/secret-source';
import type { TenantUsers } from '../domain/tenant/tenant';
import { parseAwsSecret } from '../input/tenant/aws-secret';
import type { Checked } from '../input/text/problem';
import { openAwsSecretStore, type SecretStoreSettings } from './aws-secret-store';

/** The users of a secret, and which secret that is. */
export interface SecretUsers {
  readonly source: SecretSource;
  readonly users: Checked<TenantUsers>;
}

/** Reads the users of an AWS secret, named or by ARN; undefined when it does not exist. Throws `TargetError`. */
export async function readAwsSecret(secret: string, settings: SecretStoreSettings): Promise<SecretUsers | undefined> {
  const store = await openAwsSecretStore(settings);
  try {
    const found = await store.read(secret);
    if (found === undefined) return undefined;
    return { source: { arn: found.arn }, users: parseAwsSecret(found.text) };
  } finally {
    store.close();
  }
}
