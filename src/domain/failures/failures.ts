import type { FailureFact } from './failure-fact';
import { noticeFailures } from './notice-failures';
import { removalFailures } from './removal-failures';

/** The closed list of failures a run can end with. A code is the `type` of the `ApplicationFailure` that Temporal shows. */
export const failures = {
  TARGET_UNAVAILABLE: {
    retry: 'backoff',
    cause: 'The target system did not answer, or answered with a server error.',
    remedy:
      'Check that the target is up and reachable from the worker (onboard doctor). Nothing is lost: retry when it is back.',
  },
  TARGET_BUSY: {
    retry: 'backoff',
    cause: 'The target system asked to slow down (408, 425, 429, or Retry-After).',
    remedy: 'Wait, or lower requestsPerSecond of this target in the worker configuration.',
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
    remedy: 'Check ca, host name and manageCertificate of the target in the worker configuration (onboard doctor).',
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
  MAS_WORKSPACE_NOT_FOUND: {
    retry: 'never',
    cause: 'The workspace does not exist in this MAS instance.',
    remedy: 'Correct target.workspace in the tenant file.',
  },
  MAS_APPLICATION_NOT_READY: {
    retry: 'poll',
    cause: 'An application of the workspace is not ready and available.',
    remedy: 'Check the application in the MAS administration; retry when it is ready.',
    expiresAs: 'MAS_APPLICATION_TIMEOUT',
  },
  MAS_USER_CONFLICT: {
    retry: 'never',
    cause: 'MAS refused to create the user as a duplicate, yet no user has this id (AIUCO1005E).',
    remedy: 'The e-mail address is probably a secondary address of another user: remove it there, or use another one.',
  },
  MAS_USER_NOT_FOUND: {
    retry: 'few',
    cause: 'The user is not in MAS, although an earlier step found or created it.',
    remedy: 'Somebody may have deleted it meanwhile: retry the user, it will be created again.',
  },
  MAS_SYNC_PENDING: {
    retry: 'poll',
    cause: "The user's synchronisation to an application is under way.",
    remedy: 'Wait; it is read again at the poll interval.',
    expiresAs: 'MAS_SYNC_TIMEOUT',
  },
  MAS_SYNC_TIMEOUT: {
    retry: 'never',
    cause: "The user's synchronisation to an application did not succeed in time.",
    remedy: "Look at the application's user synchronisation in MAS, then retry the user; --sync-timeout waits longer.",
  },
  MAS_APPLICATION_TIMEOUT: {
    retry: 'never',
    cause: 'An application of the workspace was not ready and available in time.',
    remedy: 'Check the application in the MAS administration, then run again; --ready-timeout waits longer.',
  },
  MAS_MANAGE_MISSING: {
    retry: 'never',
    cause: 'From MAS 9.1 users are created through Manage, and this workspace has no Manage.',
    remedy: 'Add Manage to the workspace, name another workspace, or correct target.version in the tenant file.',
  },
  MAS_PERSON_WITHOUT_USER: {
    retry: 'never',
    cause: "Manage has a person with the user's id, but the person has no user account (maxuser).",
    remedy: 'Give the person a user account in Manage, or delete the person; then retry the user.',
  },
  MAS_GROUP_NOT_FOUND: {
    retry: 'never',
    cause: 'The Manage security group does not exist.',
    remedy: 'Create the security group in Manage, then retry the user.',
  },
  IDMGMT_USER_NOT_FOUND: {
    retry: 'never',
    cause: 'The directory has nobody with this user id, nor with this e-mail address.',
    remedy:
      'Add the person to the LDAP directory that the message names (nothing else can create a user there), or correct id or e-mail address; then retry the user.',
  },
  IDMGMT_USER_AMBIGUOUS: {
    retry: 'never',
    cause: 'The directory has several persons with this user id or e-mail address.',
    remedy: "Name the right one's exact user id as the id of the user, then retry the user.",
  },
  IDMGMT_ROLE_UNKNOWN: {
    retry: 'never',
    cause: 'The tenant file names a role that the identity management does not have.',
    remedy: 'Correct target.roles in the tenant file; docs/reference/idmgmt.md lists the roles.',
  },
  IDMGMT_SYSTEM_TEAM: {
    retry: 'never',
    cause: 'The team belongs to the system itself, and is never changed.',
    remedy: 'Name another team: target.team in the tenant file.',
  },
  IDMGMT_TEAM_CONTENDED: {
    retry: 'backoff',
    cause: 'Somebody else keeps writing the team, and takes out again what was put in.',
    remedy:
      'Find out who else writes this team (audit log) and stop it, or let it keep the members it finds; then retry.',
  },
  YUUVIS_REALM_NOT_FOUND: {
    retry: 'never',
    cause: 'Keycloak has no such realm.',
    remedy: 'Correct keycloak and realm of the target in the worker configuration.',
  },
  YUUVIS_TENANT_NOT_FOUND: {
    retry: 'never',
    cause: 'The tenant does not exist in yuuvis.',
    remedy: 'Correct target.tenant in the tenant file, or create the tenant in yuuvis.',
  },
  YUUVIS_USER_DISABLED: {
    retry: 'never',
    cause: 'A deactivated user of yuuvis has this user name.',
    remedy:
      'Two ways out, by onDisabled in target of the tenant file: enable gives the old user back its access, reclaim renames it to {username}-disabled and creates a new one. Then run again.',
  },
  YUUVIS_NAME_TAKEN: {
    retry: 'never',
    cause: 'The name of a deactivated user cannot be taken back: {username}-disabled belongs to another user.',
    remedy: 'Rename or delete one of the two users in yuuvis, then retry the user.',
  },
  YUUVIS_USER_CONFLICT: {
    retry: 'never',
    cause: 'yuuvis refused to create the user as a duplicate, yet no user of the tenant has this user name.',
    remedy: 'The e-mail address belongs to another user: change it there, or use another one, then retry the user.',
  },
  YUUVIS_USER_NOT_FOUND: {
    retry: 'few',
    cause: 'The user is not in yuuvis, although an earlier step found or created it.',
    remedy: 'Somebody may have deleted it meanwhile: retry the user, it will be created again.',
  },
  YUUVIS_NOT_CONFIRMED: {
    retry: 'poll',
    cause: 'The user in yuuvis does not show yet what was written: enabled, roles, or groups.',
    remedy: 'Wait; it is read again at the poll interval.',
    expiresAs: 'YUUVIS_CONFIRMATION_TIMEOUT',
  },
  YUUVIS_CONFIRMATION_TIMEOUT: {
    retry: 'never',
    cause: 'The user in yuuvis did not show in time what was written: enabled, roles, or groups.',
    remedy:
      'Check that the roles and groups that the message names exist in the realm, then retry the user; --sync-timeout waits longer.',
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
    remedy: 'Set AWS_REGION (or --aws-region) and AWS credentials where the command runs and where its worker runs.',
  },
  SECRET_UNREADABLE: {
    retry: 'never',
    cause: 'The AWS secret no longer holds a JSON object with each key once, so nothing was removed from it.',
    remedy: 'Mend the secret, then run the same command again.',
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
  ...noticeFailures,
  ...removalFailures,
  STEP_TIMEOUT: {
    retry: 'never',
    cause: 'A step did not end in its time, and no attempt of it reported why.',
    remedy: 'Check that a worker runs and that the target answers, then retry; --step-timeout waits longer.',
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
