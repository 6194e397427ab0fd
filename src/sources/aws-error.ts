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
  const failure = codeOf(name, message);
  const why = /^[A-Za-z]{1,60}$/.test(name) && name !== 'Error' ? name : reasonOf(message, code);
  return new TargetError(failure, `AWS Secrets Manager: ${doing} failed (${why})`);
}

function reasonOf(message: string, code: string | undefined): string {
  if (/Region is missing/i.test(message)) return 'no region is set';
  return code !== undefined && /^[A-Z_]{1,40}$/.test(code) ? code : 'unknown error';
}
