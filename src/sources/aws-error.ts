import { z } from 'zod';
import type { FailureCode } from '../domain/failures/failures';
import { TargetError } from '../targets/contract/target';

const AwsError = z.object({
  name: z.string(),
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
});

const denied = [
  'AccessDeniedException',
  'AccessDenied',
  'DecryptionFailure',
  'EncryptionFailure',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'UnrecognizedClientException',
];
const misconfigured = [
  'CredentialsProviderError',
  'TokenProviderError',
  'InvalidParameterException',
  'InvalidRequestException',
  'ValidationException',
];

/** The name of an AWS error, such as `ResourceNotFoundException`. */
export function awsErrorName(error: unknown): string {
  return AwsError.safeParse(error).data?.name ?? 'unknown';
}

export function isDenied(error: unknown): boolean {
  return awsErrorName(error) === 'AccessDeniedException';
}

/** A secret that is there and can't be had: what AWS says of it, in words of ours; undefined for another error. */
function stateOf(name: string, message: string): string | undefined {
  if (name === 'InvalidRequestException' && /marked (?:for deletion|deleted)/i.test(message)) {
    return 'the AWS secret is marked for deletion: restore it (aws secretsmanager restore-secret), or name another';
  }
  if (name === 'ResourceNotFoundException' && /value for staging label/i.test(message)) {
    return 'the AWS secret exists and has no value: put one into it, {} where it holds nobody';
  }
  return undefined;
}

/** Whether there is no such secret, or none of this stage where one is not always to be. */
export function isMissing(error: unknown, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): boolean {
  const { name, message } = AwsError.catch({ name: 'unknown', message: '' }).parse(error);
  return name === 'ResourceNotFoundException' && (stage === 'AWSPREVIOUS' || stateOf(name, message) === undefined);
}

function codeOf(name: string, message: string): FailureCode {
  if (denied.includes(name)) return 'SECRET_STORE_DENIED';
  if (misconfigured.includes(name)) return 'SECRET_STORE_MISCONFIGURED';
  // The SDK has no name for a missing region and an end point that is no URL.
  if (/Region is missing|Invalid URL|Invalid region/i.test(message)) return 'SECRET_STORE_MISCONFIGURED';
  return 'SECRET_STORE_UNAVAILABLE';
}

/** An error of the AWS SDK in our words: its name alone is repeated, for its message may hold the name of the caller. */
export function secretStoreError(error: unknown, doing: string): TargetError {
  if (error instanceof TargetError) return error;
  const { name, message, code } = AwsError.catch({ name: 'unknown', message: '' }).parse(error);
  const state = stateOf(name, message);
  if (state !== undefined) return new TargetError('SECRET_UNREADABLE', state);
  const failure = codeOf(name, message);
  const why = /^[A-Za-z]{1,60}$/.test(name) && name !== 'Error' ? name : reasonOf(message, code);
  return new TargetError(failure, `AWS Secrets Manager: ${doing} failed (${why})`);
}

function reasonOf(message: string, code: string | undefined): string {
  if (/Region is missing/i.test(message)) return 'no region is set';
  return code !== undefined && /^[A-Z_]{1,40}$/.test(code) ? code : 'unknown error';
}
