// What a pipeline in TypeScript imports.
export { auditEvents, type AuditRequest, erasureLine } from './audit';
export { isCodecConfigured } from '../codec/codec';
export { CodecError } from '../codec/codec-error';
export { ClientError, type ClientCode } from './client-error';
export { type ConnectOptions, connectTemporal, connectWith, type Temporal } from './connect';
export { type ConnectionSettings, connectionSettings, type TemporalPlace } from './connection-settings';
export { cancelRun } from './end-run';
export { erase, type Erased, type EraseOptions } from './erase';
export { type Erasable, type EraseRequest, findErasable } from './find-erasable';
export { readGlances, type RunGlance } from './glance';
export { fingerprintOf } from './fingerprint';
export { findKnownUsers, type KnownUsers } from './known-users';
export { type FollowOptions, followRun } from './follow';
export { findLedger, type LedgerPlace, readTenantLedger } from './ledger';
export { type ListedRun, type ListedStatus, type ListFilter, listRuns, type ListRequest, runStatuses } from './list';
export { type ListedUser, listUsers, type UserListRequest, userStatuses } from './list-users';
export type { Page } from './visibility';
export { type CourseRequest, readUserCourse, type UserCourse, type UserRound } from './user-course';
export {
  beginMaintenance,
  endMaintenance,
  findMaintenance,
  type MaintenanceBegun,
  type MaintenanceRequest,
} from './maintenance';
export { type PauseRequest, pauseRun, type PauseState, resumeRun } from './pause';
export { type AddRequest, addToRun, closeRun, type Mended, type SkipRequest, skipUsers, targetOfRun } from './mend-run';
export { type OffboardingRequest, startOffboarding } from './offboard';
export { collectReport, type ReportRequest } from './report';
export { type Retried, type RetryRequest, retryRun } from './retry';
export { readOutcome, type RunError, type RunOutcome } from './run-outcome';
export { findRun, type RunId, type RunRef } from './run-ref';
export { type InFlight, readStatus, rowsOf, type RunStatus, type UserStatusRow } from './run-status';
export {
  changeSchedule,
  listSchedules,
  type ScheduleAction,
  scheduleActions,
  type ScheduleRef,
  type ScheduleRequest,
  setSchedule,
  type TenantSchedule,
} from './schedule';
export type { Execution, ExecutionKind } from './tenant-executions';
export { checkSetup, type SetUp, setUp } from './set-up';
export { findFinished, findOpenRun, type Started, startOnboarding, type StartRequest } from './start';
export {
  findOpenSync,
  followSync,
  startSync,
  type SyncFollowOptions,
  type SyncOutcome,
  type SyncStarted,
} from './sync';
export { unstick } from './unstick';
export { countWorkers } from './workers';
