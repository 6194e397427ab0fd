import type { CertificateWatch } from '../../http/certificate-watch';
import { type Clock, systemClock } from '../../http/clock';
import type { TargetWatch } from '../../http/request-watch';
import { type BearerSession, createBearerSession } from '../connection/log-in/bearer-session';
import { logInAtKeycloak } from '../connection/log-in/keycloak-log-in';
import { createPace } from '../connection/pace';
import { remember } from '../connection/remember';
import { createService, type OpenSecret } from '../connection/service';
import { createGroups, type Groups } from './calls/groups';
import { createLinks, type Links } from './calls/links';
import { createLookups, type Lookups } from './calls/lookups';
import { createMembers, type Members } from './calls/members';
import { createRealmCalls } from './calls/realm-calls';
import { refusals } from './calls/refusals';
import { createRoles, type Roles } from './calls/roles';
import { createUsers, type Users } from './calls/users';
import { createPeople, type People } from './people';
import { type KeycloakSettings, placeOf } from './settings';
import { routes } from './wire/wire';

export interface KeycloakDeps {
  readonly settings: KeycloakSettings;
  readonly openSecret: OpenSecret;
  readonly clock?: Clock;
  /** Who sees the servers' certificates, and the requests. */
  readonly certificates?: CertificateWatch | undefined;
  readonly requests?: TargetWatch | undefined;
}

/** One realm; the realms of an instance share session and pace. */
export interface RealmConnection {
  readonly users: Users;
  readonly groups: Groups;
  readonly roles: Roles;
  readonly links: Links;
  readonly members: Members;
  readonly lookups: Lookups;
  readonly people: People;
}

export interface KeycloakConnection {
  readonly session: BearerSession;
  readonly settings: KeycloakSettings;
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
  /** The same answer for the same realm. */
  readonly realm: (name: string) => RealmConnection;
}

export function connectKeycloak(deps: KeycloakDeps): KeycloakConnection {
  const { settings, openSecret, certificates, requests, clock = systemClock } = deps;
  const { requestsPerSecond, requestTimeoutMs: timeoutMs } = settings;
  const pace = createPace(requestsPerSecond, clock);
  const around = { openSecret, pace, timeoutMs, clock, certificates, requests };
  const service = createService(placeOf(settings), around);
  const logIn = () =>
    logInAtKeycloak({
      ...{ service, path: routes.token, account: settings.account, openSecret },
      ...{ refusals, realmNotFound: 'KEYCLOAK_REALM_NOT_FOUND' },
    });
  const session = createBearerSession({ service, clock, refusals, logIn });
  const realm = remember((name): RealmConnection => {
    const calls = createRealmCalls(session, name);
    const [users, lookups] = [createUsers(calls), createLookups(calls, clock)];
    return {
      ...{ users, lookups, people: createPeople({ users, lookups, clock }) },
      ...{ groups: createGroups(calls), roles: createRoles(calls) },
      ...{ links: createLinks(calls), members: createMembers(calls) },
    };
  });
  return { session, settings, openSecret, clock, realm };
}
