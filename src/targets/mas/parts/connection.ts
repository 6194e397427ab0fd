import type { CertificateWatch } from '../../../http/certificate-watch';
import { systemClock, type Clock } from '../../../http/clock';
import type { TargetWatch } from '../../../http/request-watch';
import { createApplications, type Applications } from '../core/applications';
import { createAvailability, type Availability } from '../core/availability';
import { createCoreUsers, type CoreUsers } from '../core/core-users';
import { type CoreDepartures, createCoreDepartures } from '../core/core-departures';
import { createManageAccess } from '../manage/manage-access';
import { createManageApiKeys, type ManageApiKeys } from '../manage/manage-api-key';
import { callsWithoutCertificate, manageApiKeyCalls } from '../manage/manage-api-key-calls';
import { createManageGroups, type ManageGroups } from '../manage/manage-groups';
import { connectPeople, type PeopleConnection } from '../manage/people-connection';
import { createPace } from '../../connection/pace';
import { remember } from '../../connection/remember';
import { createService, type OpenSecret } from '../../connection/service';
import { createSession, type Session } from '../core/session';
import { apiKeyUsers, placesOf, type MasPlaces, type MasSettings } from './settings';
import { createResyncPace, type ResyncPace } from '../core/synchronisation';
import { createWorkspaces, type Workspaces } from '../core/workspaces';

export interface MasDeps {
  /** The instance id that tenants name and in-cluster addresses hold. */
  readonly instance: string;
  readonly settings: MasSettings;
  readonly openSecret: OpenSecret;
  readonly certificates?: CertificateWatch | undefined;
  /** Sees the requests. */
  readonly requests?: TargetWatch | undefined;
  readonly clock?: Clock;
  /** Pauses before what was written a moment ago is read again. */
  readonly rereadDelaysMs?: readonly number[];
}

/** The Manage service that serves a workspace. */
export interface ManageConnection {
  readonly keys: ManageApiKeys;
  readonly groups: ManageGroups;
  /** Users from MAS 9.1 on. */
  readonly people: PeopleConnection;
  /** The keys of both versions, by the name of their lease. */
  readonly keysByLease: ReadonlyMap<string, ManageApiKeys>;
  /** Whether the configuration has a client certificate; without one no API key can be read or made. */
  readonly hasCertificate: boolean;
}

/** The services of one instance, as one workspace sees them. */
export interface MasConnection {
  readonly workspace: string;
  readonly session: Session;
  readonly users: CoreUsers;
  readonly workspaces: Workspaces;
  readonly applications: Applications;
  readonly departures: CoreDepartures;
  readonly availability: Availability;
  readonly manage: ManageConnection;
  readonly resyncs: ResyncPace;
  readonly places: MasPlaces;
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
}

/** Names of the leases of Manage's API keys, below and from 9.1. */
const keyLeases = { core: 'api-key/core', manage: 'api-key/manage' } as const;

// Reads lag up to 5 s behind writes.
const defaultRereadDelaysMs = [1_000, 2_000, 4_000];

/**
 * Connects to an instance: answers a function from workspace to connection. One session, one pace and one set of
 * connections serve all workspaces; each Manage service has its own API key.
 */
export function connectMas(deps: MasDeps): (workspace: string) => MasConnection {
  const { instance, settings, openSecret, certificates, requests, clock = systemClock } = deps;
  const rereading = { clock, rereadDelaysMs: deps.rereadDelaysMs ?? defaultRereadDelaysMs };
  const pace = createPace(settings.requestsPerSecond, clock);
  const surroundings = { openSecret, pace, timeoutMs: settings.requestTimeoutMs, clock, certificates, requests };
  const places = placesOf(instance, settings);
  const admin = createService(places.admin, surroundings);
  const core = createService(places.core, surroundings);
  const session = createSession({ admin, core, superuser: places.superuser, openSecret, clock });
  const users = createCoreUsers(session, rereading);
  const workspaces = createWorkspaces(session, users);
  const resyncs = createResyncPace();

  const manageAt = remember((baseUrl): ManageConnection => {
    const place = { ...places.manageTls, baseUrl };
    const hasCertificate = place.certificate !== undefined;
    const at = { manage: createService(place, surroundings), baseUrl };
    // Two holders of one user's key would each take the other's for somebody else's.
    const keysOf = remember((user) =>
      createManageApiKeys(hasCertificate ? manageApiKeyCalls(at, user) : callsWithoutCertificate, rereading),
    );
    const keys = keysOf(settings.manageApiKeyUser ?? apiKeyUsers.core);
    const peopleKeys = keysOf(settings.manageApiKeyUser ?? apiKeyUsers.manage);
    const groups = createManageGroups(createManageAccess({ ...at, keys, lease: keyLeases.core, hasCertificate }));
    const people = connectPeople({ ...at, keys: peopleKeys, lease: keyLeases.manage, hasCertificate }, rereading);
    const keysByLease = new Map([
      [keyLeases.core, keys],
      [keyLeases.manage, peopleKeys],
    ]);
    return { keys, groups, people, keysByLease, hasCertificate };
  });

  return remember((workspace) => {
    const applications = createApplications({ core: session, users }, workspace);
    const availability = createAvailability(applications, clock);
    const departures = createCoreDepartures({ core: session, users, workspaces, applications });
    const manage = manageAt(places.manageUrl(workspace));
    const shared = { session, users, workspaces, resyncs, places, openSecret, clock };
    return { ...shared, workspace, applications, availability, departures, manage };
  });
}

/** The single calls of the reference manual, for one workspace; `docs/reference/mas.md` maps them. */
export type MasApi = Pick<MasConnection, 'users' | 'workspaces' | 'applications'> &
  Pick<ManageConnection, 'keys' | 'groups'> & {
    /** From 9.1, in place of `users`. */
    readonly people: PeopleConnection['people'];
  };

/** MAS call by call, without a workflow: answers a function from workspace to its calls. Nothing retries here. */
export function createMasApi(deps: MasDeps): (workspace: string) => MasApi {
  const connect = connectMas(deps);
  return (workspace) => {
    const { users, workspaces, applications, manage } = connect(workspace);
    return { users, workspaces, applications, keys: manage.keys, groups: manage.groups, people: manage.people.people };
  };
}
