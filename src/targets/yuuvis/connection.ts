import { type Clock, systemClock } from '../../http/clock';
import type { CertificateWatch } from '../../http/certificate-watch';
import type { TargetWatch } from '../../http/request-watch';
import { type BearerSession, createBearerSession } from '../connection/log-in/bearer-session';
import { logInAtKeycloak } from '../connection/log-in/keycloak-log-in';
import { remember } from '../connection/remember';
import { createPace } from '../connection/pace';
import { createService, type OpenSecret } from '../connection/service';
import { type AccountParts, type Accounts, createAccounts } from './accounts/accounts';
import { keycloakRefusals, yuuvisRefusals } from './calls/refusals';
import { createListings } from './accounts/listing';
import { createOwnTenant, type OwnTenant } from './calls/own-tenant';
import { placesOf, type YuuvisPlaces, type YuuvisSettings } from './settings';
import { routes } from './wire/wire';
import { createYuuvisUsers, type YuuvisUsers } from './calls/users';

export interface YuuvisDeps {
  readonly settings: YuuvisSettings;
  readonly openSecret: OpenSecret;
  readonly clock?: Clock;
  /** Sees the servers' certificates. */
  readonly certificates?: CertificateWatch | undefined;
  /** Sees the requests. */
  readonly requests?: TargetWatch | undefined;
}

/** One tenant of a yuuvis; the tenants of an instance share session and pace. */
export interface TenantConnection extends AccountParts {
  readonly accounts: Accounts;
}

export interface YuuvisConnection {
  readonly session: BearerSession;
  readonly own: OwnTenant;
  readonly places: YuuvisPlaces;
  readonly settings: YuuvisSettings;
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
  /** The same answer for the same tenant. */
  readonly tenant: (name: string) => TenantConnection;
}

/** A listing has no pages: this holds some 50,000 users. */
const largestListing = 32 * 1_048_576;

export function connectYuuvis(deps: YuuvisDeps): YuuvisConnection {
  const { settings, openSecret, certificates, requests, clock = systemClock } = deps;
  const places = placesOf(settings);
  const pace = createPace(settings.requestsPerSecond, clock);
  const surroundings = { openSecret, pace, timeoutMs: settings.requestTimeoutMs, clock, certificates, requests };
  // Keycloak's pauses are its own: a log-in that is asked to slow down must not hold up the API, nor the other way round.
  const keycloak = createService(places.keycloak, {
    ...surroundings,
    pace: createPace(settings.requestsPerSecond, clock),
  });
  const logIn = () =>
    logInAtKeycloak({
      ...{ service: keycloak, path: routes.token, account: { ...settings, scope: 'openid' }, openSecret },
      ...{ refusals: keycloakRefusals, realmNotFound: 'YUUVIS_REALM_NOT_FOUND' },
    });
  const session = createBearerSession({
    service: createService(places.api, { ...surroundings, maxAnswerBytes: largestListing }),
    logIn,
    clock,
    refusals: yuuvisRefusals,
  });
  const tenant = remember((name): TenantConnection => {
    const users = createYuuvisUsers(session, settings.section, name);
    const listings = createListings(() => users.list(), clock);
    const parts = { users, listings, clock };
    return { ...parts, accounts: createAccounts(parts) };
  });
  return { session, own: createOwnTenant(session), places, settings, openSecret, clock, tenant };
}

/** The single calls of the Tenant Management API; `docs/reference/yuuvis.md` maps them. */
export interface YuuvisApi {
  /** What any account may ask about its own tenant, and the count. */
  readonly own: OwnTenant;
  /** Users of a tenant, through the section that is configured; `admin` has one tenant, whatever the name. */
  readonly users: (tenant: string) => YuuvisUsers;
}

/** yuuvis call by call, without a workflow. Nothing retries here. */
export function createYuuvisApi(deps: YuuvisDeps): YuuvisApi {
  const { own, tenant } = connectYuuvis(deps);
  return { own, users: (name) => tenant(name).users };
}
