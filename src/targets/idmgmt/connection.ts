import { type Clock, systemClock } from '../../http/clock';
import type { CertificateWatch } from '../../http/certificate-watch';
import type { TargetWatch } from '../../http/request-watch';
import { createPace } from '../connection/pace';
import { createService, type OpenSecret, type ServicePlace } from '../connection/service';
import { createDirectory, createUsers, type Directory, type Users } from './calls/directory';
import { createSession, type Session } from './calls/session';
import type { IdmgmtSettings } from './settings';
import { createTeams, type Teams } from './calls/teams';

export interface IdmgmtDeps {
  readonly settings: IdmgmtSettings;
  readonly openSecret: OpenSecret;
  readonly clock?: Clock;
  /** Sees the servers' certificates. */
  readonly certificates?: CertificateWatch | undefined;
  /** Sees the requests. */
  readonly requests?: TargetWatch | undefined;
}

/** One cluster: a session, a pace and a listing of the directory, which all teams share. */
export interface IdmgmtConnection {
  readonly session: Session;
  readonly users: Users;
  readonly teams: Teams;
  readonly directory: Directory;
  readonly place: ServicePlace;
  readonly account: IdmgmtSettings['account'];
  readonly userBaseDN: string | undefined;
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
}

export function connectIdmgmt(deps: IdmgmtDeps): IdmgmtConnection {
  const { settings, openSecret, certificates, requests, clock = systemClock } = deps;
  const { address, account, ca, proxy, userBaseDN, requestsPerSecond, requestTimeoutMs } = settings;
  const place: ServicePlace = { baseUrl: address, proxy, ...(ca === undefined ? {} : { ca }) };
  const pace = createPace(requestsPerSecond, clock);
  const service = createService(place, {
    openSecret,
    pace,
    timeoutMs: requestTimeoutMs,
    clock,
    certificates,
    requests,
  });
  const session = createSession({ service, account, openSecret, clock });
  const users = createUsers(session);
  const directory = createDirectory(users, clock);
  return { session, users, teams: createTeams(session), directory, place, account, userBaseDN, openSecret, clock };
}

/** The single calls of the contract; `docs/reference/idmgmt.md` maps them. */
export type IdmgmtApi = Pick<IdmgmtConnection, 'users' | 'teams' | 'directory'>;

/** The identity management call by call, without a workflow. Nothing retries here, and nothing guards a team. */
export function createIdmgmtApi(deps: IdmgmtDeps): IdmgmtApi {
  const { users, teams, directory } = connectIdmgmt(deps);
  return { users, teams, directory };
}
