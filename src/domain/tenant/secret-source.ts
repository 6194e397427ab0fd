import type { User } from './user';

/**
 * The AWS secret that a run's users came from. The full ARN names account, region and the very secret: one that was
 * deleted and made anew has another. It is no address and no credential; those are the worker's own.
 */
export interface SecretSource {
  readonly arn: string;
}

export const secretArn =
  /^arn:aws[a-z-]*:secretsmanager:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:secret:[\w/+=.@-]{1,600}$/;

/** Users that completed: their entries go, if these still say the same. */
export type DrainedUser = Pick<User, 'kind' | 'record'>;

export interface DrainInput {
  readonly source: SecretSource;
  readonly users: readonly DrainedUser[];
}

/** How many entries this run removed. */
export interface DrainOutcome {
  readonly removed: number;
}

/** `writer` names the run's drain: asked again with the same one, it writes nothing twice. */
export interface DrainContext {
  readonly writer: string;
  readonly signal: AbortSignal;
}

/** Changes the secret; throws `TargetError`. */
export type SecretDrain = (input: DrainInput, context: DrainContext) => Promise<DrainOutcome>;
