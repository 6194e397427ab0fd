import { z } from 'zod';
import { SecretReference } from '../../../domain/tenant/secret-reference';
import { Name } from '../../../domain/tenant/target-ref';
import { ProxySetting } from '../../connection/proxy-setting';
import type { ServicePlace, ServiceTls } from '../../connection/service';

const port = z.int().min(1).max(65_535);
const address = z.url({ protocol: /^https$/, error: 'must be an https:// address' });

/**
 * One MAS instance in the worker configuration. What is left out is the in-cluster default of the contract, section
 * "Three services": addresses always, and without `superuser` also credentials and CAs, from Kubernetes secrets.
 */
export const MasSettings = z
  .strictObject({
    coreApi: address.optional(),
    adminDashboard: address.optional(),
    manageApi: address.optional(),
    /** Ports of the in-cluster default addresses, where they are not 443; an address that is spelled out has its own. */
    ports: z
      .strictObject({ coreApi: port.optional(), adminDashboard: port.optional(), manageApi: port.optional() })
      .optional(),
    credentials: z.literal('kubernetes').optional(),
    superuser: z.strictObject({ username: SecretReference, password: SecretReference }).optional(),
    /** The CA of all three services; without it, and without Kubernetes, the public ones. */
    ca: SecretReference.optional(),
    /** The client certificate that Manage wants for API keys. */
    manageCertificate: z.strictObject({ cert: SecretReference, key: SecretReference }).optional(),
    /** Whose API key is used with Manage; the default depends on the version: `apiKeyUsers`. */
    manageApiKeyUser: z.string().min(1).optional(),
    /** The proxy on the way to all three services; none when absent, whatever the environment says. */
    proxy: ProxySetting.optional(),
    requestsPerSecond: z.number().positive().max(10_000).default(50),
    // Below the grace of a worker that shuts down (20 s), so that a request under way can end.
    requestTimeoutMs: z.int().min(100).max(15_000).default(10_000),
  })
  .refine((settings) => settings.credentials === undefined || settings.superuser === undefined, {
    error: 'name either credentials: kubernetes or superuser, not both',
    path: ['credentials'],
  });
export type MasSettings = z.infer<typeof MasSettings>;

/** What becomes of a user who is there and inactive. */
export const onDisabledChoices = ['enable', 'fail'] as const;
export type OnDisabled = (typeof onDisabledChoices)[number];

/** Whose API key is used with Manage: below 9.1 the seed's user, from 9.1 today's (contract "MAS", both halves). */
export const apiKeyUsers = { core: 'MAXADMIN', manage: 'MXINTADM' } as const;

/** Everything of one instance, with the defaults filled in. */
export interface MasPlaces {
  readonly core: ServicePlace;
  readonly admin: ServicePlace;
  readonly manageUrl: (workspace: string) => string;
  readonly manageTls: ServiceTls & Pick<ServicePlace, 'proxy'>;
  readonly superuser: { readonly username: SecretReference; readonly password: SecretReference };
}

/** Fills in the defaults of an instance: contract "MAS", section "Three services, three ways to authenticate". */
export function placesOf(instance: string, settings: MasSettings): MasPlaces {
  const core = `mas-${instance}-core`;
  const manage = `mas-${instance}-manage`;
  const at = (host: string, service: 'coreApi' | 'adminDashboard' | 'manageApi'): string => {
    const number = settings.ports?.[service];
    return number === undefined ? `https://${host}` : `https://${host}:${number}`;
  };
  const inCluster = settings.superuser === undefined;
  const key = (namespace: string, secret: string, name: string): SecretReference => ({
    kubernetes: { namespace, secret: `${instance}-${secret}`, key: name },
  });
  const { proxy } = settings;
  const caFrom = (kubernetesCa: SecretReference): ServiceTls => {
    const ca = settings.ca ?? (inCluster ? kubernetesCa : undefined);
    return ca === undefined ? {} : { ca };
  };
  const manageKey = (name: string) => key(manage, 'internal-manage-tls', name);
  const certificate =
    settings.manageCertificate ?? (inCluster ? { cert: manageKey('tls.crt'), key: manageKey('tls.key') } : undefined);

  return {
    core: {
      baseUrl: settings.coreApi ?? at(`coreapi.${core}.svc.cluster.local`, 'coreApi'),
      proxy,
      ...caFrom(key(core, 'coreapi-cert-internal', 'ca.crt')),
    },
    admin: {
      baseUrl: settings.adminDashboard ?? at(`admin-dashboard.${core}.svc.cluster.local`, 'adminDashboard'),
      proxy,
      ...caFrom(key(core, 'admindashboard-cert-internal', 'ca.crt')),
    },
    // Whoever starts a run names the workspace, and our client certificate goes to this host.
    manageUrl: (workspace) =>
      settings.manageApi ?? at(`${instance}-${Name.parse(workspace)}.${manage}.svc.cluster.local`, 'manageApi'),
    manageTls: { proxy, ...caFrom(manageKey('ca.crt')), ...(certificate === undefined ? {} : { certificate }) },
    superuser: settings.superuser ?? {
      username: key(core, 'credentials-superuser', 'username'),
      password: key(core, 'credentials-superuser', 'password'),
    },
  };
}
