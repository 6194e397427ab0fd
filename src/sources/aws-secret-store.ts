import type * as Sdk from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { processVariables } from '../input/environment';
import { environmentProxy } from '../proxy/choose-proxy';
import { ForwardAgent, TunnelAgent } from '../proxy/tunnel-agent';
import { TargetError } from '../targets/contract/target';
import { awsErrorName, isDenied, isMissing, secretStoreError } from './aws-error';
import { stableUuid } from './stable-uuid';

/** What wins over the settings that the AWS SDK finds for itself (environment, profiles, roles). */
export interface SecretStoreSettings {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Ends requests under way. */
  readonly signal?: AbortSignal | undefined;
}

type Aws = typeof Sdk;

interface Session {
  readonly aws: Aws;
  readonly client: SecretsManagerClient;
  readonly abort: { readonly abortSignal?: AbortSignal };
}

/** A version of a secret. */
export interface StoredSecret {
  readonly arn: string;
  readonly version: string;
  readonly text: string;
}

export type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** AWS Secrets Manager. All throw `TargetError` SECRET_STORE_UNAVAILABLE, SECRET_STORE_DENIED, SECRET_STORE_MISCONFIGURED. */
export interface SecretStore {
  /** Undefined when there is no such secret, or no previous version. Throws SECRET_UNREADABLE for one that is binary, without a value, or marked for deletion. */
  read(secret: string, stage?: Stage): Promise<StoredSecret | undefined>;
  /**
   * Makes `text` the current version if `base` still is; answers whether it did. The same `writer` on the same base writes
   * once, however often it asks.
   */
  replace(base: StoredSecret, text: string, writer: string): Promise<boolean>;
  close(): void;
}

/** Where a new version waits until it takes the place of the one it was made from. */
const waiting = 'TENANT_ONBOARDING';
const attempts = 3;
const timeouts = { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true };

/** The id of the version that a writer makes from a base. */
export function versionBy(writer: string, base: string): string {
  return stableUuid(`${writer}\n${base}`);
}

/** The client is loaded when it is needed: it takes a while, and most workers never do. */
export async function openAwsSecretStore(settings: SecretStoreSettings = {}): Promise<SecretStore> {
  const { region, endpoint, signal } = settings;
  const aws = await import('@aws-sdk/client-secrets-manager');
  // The SDK does not look at the variables that name a proxy.
  const way = environmentProxy(processVariables());
  const agents = { httpsAgent: new TunnelAgent(way, { keepAlive: true }), httpAgent: new ForwardAgent(way) };
  const client = new aws.SecretsManagerClient({
    maxAttempts: attempts,
    requestHandler: { ...timeouts, ...agents },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const session = { aws, client, abort: signal === undefined ? {} : { abortSignal: signal } };
  return {
    read: (secret, stage = 'AWSCURRENT') => read(session, secret, stage),
    replace: async (base, text, writer) => {
      try {
        return await replace(session, base, { text, writer });
      } catch (error) {
        throw secretStoreError(error, 'changing the secret');
      }
    },
    close: () => client.destroy(),
  };
}

async function read(session: Session, secret: string, stage: Stage): Promise<StoredSecret | undefined> {
  try {
    const found = await session.client.send(
      new session.aws.GetSecretValueCommand({ SecretId: secret, VersionStage: stage }),
      session.abort,
    );
    const { ARN: arn, VersionId: version, SecretString: text } = found;
    if (text === undefined) throw new TargetError('SECRET_UNREADABLE', 'the AWS secret is binary, not text');
    if (arn === undefined || version === undefined) {
      throw new TargetError('SECRET_STORE_UNAVAILABLE', 'AWS named no version');
    }
    return { arn, version, text };
  } catch (error) {
    if (isMissing(error, stage)) return undefined;
    throw secretStoreError(error, 'reading the secret');
  }
}

interface Change {
  readonly text: string;
  readonly writer: string;
}

/** PutSecretValue alone would overwrite what somebody wrote since; moving the label fails then. */
async function replace(session: Session, base: StoredSecret, change: Change): Promise<boolean> {
  const version = versionBy(change.writer, base.version);
  const target = { SecretId: base.arn, SecretString: change.text, ClientRequestToken: version };
  try {
    await session.client.send(
      new session.aws.PutSecretValueCommand({ ...target, VersionStages: [waiting] }),
      session.abort,
    );
    const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: base.version, MoveToVersionId: version };
    await session.client.send(
      new session.aws.UpdateSecretVersionStageCommand({ SecretId: base.arn, ...move }),
      session.abort,
    );
    return true;
  } catch (error) {
    if (awsErrorName(error) === 'InvalidParameterException') return isCurrent(session, base.arn, version);
    if (!isDenied(error)) throw error;
    return updateWhole(session, base, change);
  }
}

async function isCurrent(session: Session, arn: string, version: string): Promise<boolean> {
  return (await read(session, arn, 'AWSCURRENT'))?.version === version;
}

/** For roles made for a tool that knew UpdateSecret alone. Looks once more, for this call cannot be made conditional. */
async function updateWhole(session: Session, base: StoredSecret, { text, writer }: Change): Promise<boolean> {
  if (!(await isCurrent(session, base.arn, base.version))) return false;
  const token = versionBy(`${writer}\nupdate`, base.version);
  const update = new session.aws.UpdateSecretCommand({
    SecretId: base.arn,
    SecretString: text,
    ClientRequestToken: token,
  });
  await session.client.send(update, session.abort);
  return true;
}
