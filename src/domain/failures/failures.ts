import type { FailureFact } from '../systems/failure-fact';
import { inputFailures } from './input-failures';
import { noticeFailures } from './notice-failures';
import { targetFailures } from '../systems/known-systems';
import { removalFailures } from './removal-failures';

/** The closed list of failures a run can end with. A code is the `type` of the `ApplicationFailure` that Temporal shows. */
export const failures = {
  TARGET_UNAVAILABLE: {
    retry: 'backoff',
    cause: 'The target system did not answer, or answered with a server error.',
    remedy: 'Check that the target is up and reachable from the worker. Nothing is lost: retry when it is back.',
  },
  TARGET_BUSY: {
    retry: 'backoff',
    cause: 'The target system asked to slow down (408, 425, 429, or Retry-After).',
    remedy: 'Wait, or lower requestsPerSecond of this target in the worker configuration.',
  },
  LIMIT_REACHED: {
    retry: 'backoff',
    cause:
      "A limit of the worker itself was reached: the target's requestsPerSecond, or the part of its activities that one target or tenant may take.",
    remedy:
      'Nothing is lost: it is tried again in a moment. If it goes on for long, see which limit the message names: docs/explanation/limits.md says what moves it.',
  },
  LEASE_NOT_RECORDED: {
    retry: 'backoff',
    cause:
      'Temporal did not take down what a step was about to make for the time of the run (an API key), so nothing was made.',
    remedy: 'Nothing is lost: it is tried again in a moment. If it goes on for long, see whether Temporal is well.',
  },
  TARGET_REJECTED: {
    retry: 'never',
    cause: 'The target system refused the request as invalid.',
    remedy: "Compare the user's record with what the target accepts, mend it, and retry the user.",
  },
  TARGET_FORBIDDEN: {
    retry: 'never',
    cause: 'The account of the worker lacks the right for this call.',
    remedy: 'Give the account the role that the message names, then retry.',
  },
  TARGET_UNKNOWN: {
    retry: 'never',
    cause: 'The tenant names a target that the worker configuration does not have.',
    remedy: 'Correct target in the tenant file, or add the target to the worker configuration.',
  },
  TARGET_MISCONFIGURED: {
    retry: 'never',
    cause: 'A credential or certificate of the target could not be opened.',
    remedy: 'Check the reference that the message names, in the worker configuration.',
  },
  TLS_FAILED: {
    retry: 'never',
    cause: 'The TLS handshake failed: the certificate of the target, or the one presented to it, was not accepted.',
    remedy: 'Check ca, host name and manageCertificate of the target in the worker configuration.',
  },
  CREDENTIALS_REJECTED: {
    retry: 'never',
    cause: 'The target system refused the credentials, also after a new log-in.',
    remedy: 'Check user name and password (or key) of the target in the worker configuration, then retry.',
  },
  UNEXPECTED_RESPONSE: {
    retry: 'few',
    cause: 'The target system answered something that is not in its contract.',
    remedy: 'Check that the address belongs to the target and that no proxy or login page answers in its place.',
  },
  SECRET_STORE_UNAVAILABLE: {
    retry: 'backoff',
    cause: 'AWS Secrets Manager did not answer, or answered with a fault of its own.',
    remedy: 'Check that it is reachable (region, end point, proxy). Nothing is lost: run the same command again.',
  },
  SECRET_STORE_DENIED: {
    retry: 'never',
    cause: 'AWS Secrets Manager refused the credentials, or they lack a right.',
    remedy:
      'Allow secretsmanager:GetSecretValue and, for removing entries, PutSecretValue and UpdateSecretVersionStage (or UpdateSecret), and the KMS key if there is one; then run the same command again.',
  },
  SECRET_STORE_MISCONFIGURED: {
    retry: 'never',
    cause: 'AWS Secrets Manager could not be asked: region, end point, credentials or name are missing or wrong.',
    remedy: 'Set AWS_REGION and AWS credentials where the command runs and where its worker runs.',
  },
  SECRET_NOT_LISTED: {
    retry: 'never',
    cause:
      'The users came from an AWS secret that the configuration of the worker does not list, so the worker removed nothing from it.',
    remedy:
      'Add its name to awsSecrets in the worker configuration, restart the workers, and run the same command again.',
  },
  SECRET_UNREADABLE: {
    retry: 'never',
    cause:
      'The AWS secret is marked for deletion, has no value, or holds no JSON object with each key once. Nothing was removed from it.',
    remedy: 'Mend or restore the secret, then run the same command again.',
  },
  TARGET_MAINTENANCE: {
    retry: 'poll',
    cause: 'The target has a maintenance window: runs on it wait, and start no user.',
    remedy: 'Wait: the run goes on by itself when the window ends. To end it: onboard resume --target SYSTEM:INSTANCE.',
  },
  MAINTENANCE_AWAITED: {
    retry: 'poll',
    cause: 'The target has no maintenance window: a run that starts users looks for one every so often.',
    remedy: 'Nothing is to be done: this is no error.',
  },
  TURN_AWAITED: {
    retry: 'poll',
    cause: 'Another run has the same person, or the same tenant, in hand: one at a time.',
    remedy: 'Wait: it goes on by itself when the other one has ended.',
  },
  USER_BUSY: {
    retry: 'never',
    cause: 'Another run had the same person in hand for longer than a step may take.',
    remedy: 'See which run it is (onboard list), let it end or cancel it; then retry the user.',
  },
  PAGES_MISSING: {
    retry: 'never',
    cause:
      'Not all users arrived that the run was started for: whoever started it ended before it had handed over all of them. Those who arrived were carried out.',
    remedy: 'Give the same command again: what is done is found done.',
  },
  ...targetFailures,
  ...inputFailures,
  ...noticeFailures,
  ...removalFailures,
  STEP_TIMEOUT: {
    retry: 'never',
    cause: 'A step did not end in its time, and no attempt of it reported why.',
    remedy: 'Check that a worker runs and that the target answers, then retry, if need be with a longer step timeout.',
  },
  TERMINATED: {
    retry: 'never',
    cause: "The user's workflow was terminated or cancelled from outside, its run was not.",
    remedy: 'Retry the user: steps that were done are found done.',
  },
  INTERNAL: {
    retry: 'never',
    cause: 'A defect of this software.',
    remedy: 'Report it with the version and the workflow id; retry after an upgrade.',
  },
} as const satisfies Record<string, FailureFact>;

export type FailureCode = keyof typeof failures;

/** The facts of a code, with the fields that not every code has. */
export function factsOf(code: FailureCode): FailureFact {
  return failures[code];
}

export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(failures, value);
}
