// What a pipeline in TypeScript imports.
export { ClientError, type ClientCode } from './client-error';
export { type ConnectOptions, connectTemporal, connectWith, type Temporal } from './connect';
export { type ConnectionSettings, connectionSettings, type TemporalPlace } from './connection-settings';
export { cancelRun, closeRun } from './end-run';
export { fingerprintOf } from './fingerprint';
export { type FollowOptions, followRun } from './follow';
export { type ListedRun, type ListedStatus, listRuns, type ListRequest, runStatuses } from './list';
export { collectReport, type ReportRequest } from './report';
export { type Retried, type RetryRequest, retryRun } from './retry';
export { readOutcome, type RunError, type RunOutcome } from './run-outcome';
export { findRun, type RunId, type RunRef } from './run-ref';
export { type InFlight, readStatus, rowsOf, type RunStatus, type UserStatusRow } from './run-status';
export { checkSetup, type SetUp, setUp } from './set-up';
export { findFinished, findOpenRun, type Started, startOnboarding, type StartRequest } from './start';
export { unstick } from './unstick';
export { countWorkers } from './workers';
