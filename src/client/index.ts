// What a pipeline in TypeScript imports.
export { auditEvents, type AuditRequest, erasureLine } from './audit/audit';
export { isCodecConfigured } from '../codec/codec';
export { CodecError } from '../codec/codec-error';
export { ClientError, type ClientCode } from './temporal/client-error';
export { type ConnectOptions, connectTemporal, connectWith, type Temporal } from './temporal/connect';
export { type ConnectionSettings, connectionSettings, type TemporalPlace } from './temporal/connection-settings';
export { cancelRun } from './runs/end-run';
export { erase, type Erased, type EraseOptions } from './erase/erase';
export { type Erasable, type EraseRequest, findErasable } from './erase/find-erasable';
export { readGlances, type RunGlance } from './read/glance';
export { fingerprintOf } from './runs/fingerprint';
export { everyUser } from './read/every-user';
export { findKnownUsers, type KnownUsers } from './read/known-users';
export { type FollowOptions, followRun } from './runs/follow';
export { findLedger, type LedgerPlace, readTenantLedger } from './runs/ledger';
export {
  type ListedRun,
  type ListFilter,
  listRuns,
  type ListRequest,
} from './read/list';
export { type ListedUser, listUsers, type UserListRequest, userStatuses } from './read/list-users';
export type { Page } from './history/visibility';
export { type CourseRequest, readUserCourse, type UserCourse, type UserRound } from './read/user-course';
export {
  beginMaintenance,
  endMaintenance,
  findMaintenance,
  type MaintenanceBegun,
  type MaintenanceRequest,
} from './runs/maintenance';
export { type PauseRequest, pauseRun, type PauseState, resumeRun } from './runs/pause';
export {
  type AddRequest,
  addToRun,
  closeRun,
  type Mended,
  type SkipRequest,
  skipUsers,
  targetOfRun,
} from './runs/mend-run';
export { type OffboardingRequest, startOffboarding } from './runs/offboard';
export { collectReport, type ReportRequest } from './read/report';
export { type Retried, type RetryRequest, retryRun } from './runs/retry';
export { readOutcome, type RunError, type RunOutcome } from './history/run-outcome';
export { isAtSeveralPlaces, type TenantRef } from './temporal/tenant-places';
export { findRun, type RunId, type RunRef } from './temporal/run-ref';
export { type InFlight, readStatus, rowsOf, type RunStatus, type UserStatusRow } from './read/run-status';
export {
  changeSchedule,
  listSchedules,
  type ScheduleAction,
  scheduleActions,
  type ScheduleRequest,
  setSchedule,
  type TenantSchedule,
} from './sync/schedule';
export type { Execution, ExecutionKind } from './erase/tenant-executions';
export type { PausedInTemporal } from './temporal/standstill';
export { findStuck, type StuckWorkflow } from './read/stuck';
export { checkSetup, type SetUp, setUp } from './temporal/set-up';
export { findApplied, findFinished, findOpenRun, startOnboarding } from './runs/start';
export type { Started, StartRequest } from './runs/start-request';
export {
  findOpenSync,
  followSync,
  handOver,
  startSync,
  type SyncFollowOptions,
  type SyncOutcome,
  type SyncStarted,
  type WholeSyncResult,
  runsOfSync,
} from './sync/sync';
export { unstick } from './temporal/unstick';
export { countWorkers } from './temporal/workers';
export { type ListedStatus, runStatuses } from '../domain/run/outcome';
