import { z } from 'zod';

// What goes over the wire, without I/O: Keycloak's Admin REST API (https://www.keycloak.org/docs-api/26.0.8/rest-api/),
// as version 26.0 answers. Answers are read loosely: only what is used.

const realm = '/admin/realms/{realm}';
const user = `${realm}/users/{id}`;

/** Path templates. A `{name}` is filled with one encoded path part; a group's path has one for each of its names. */
export const routes = {
  token: '/realms/{realm}/protocol/openid-connect/token',
  realm,
  users: `${realm}/users`,
  user,
  groupByPath: `${realm}/group-by-path`,
  userGroups: `${user}/groups`,
  userGroup: `${user}/groups/{group}`,
  realmRole: `${realm}/roles/{role}`,
  clients: `${realm}/clients`,
  clientRole: `${realm}/clients/{client}/roles/{role}`,
  roleMappings: `${user}/role-mappings`,
  realmRoles: `${user}/role-mappings/realm`,
  effectiveRealmRoles: `${user}/role-mappings/realm/composite`,
  clientRoles: `${user}/role-mappings/clients/{client}`,
  effectiveClientRoles: `${user}/role-mappings/clients/{client}/composite`,
  identityProvider: `${realm}/identity-provider/instances/{alias}`,
  links: `${user}/federated-identity`,
  link: `${user}/federated-identity/{alias}`,
  requiredActions: `${realm}/authentication/required-actions`,
  organizations: `${realm}/organizations`,
  members: `${realm}/organizations/{organization}/members`,
  member: `${realm}/organizations/{organization}/members/{id}`,
} as const;

/** Without the right view-realm, Keycloak shows little more than this of a realm. */
export const Realm = z.object({ realm: z.string(), registrationEmailAsUsername: z.boolean().nullish() });
export type Realm = z.infer<typeof Realm>;

const id = z.string().min(1);

/** A user; `access` is what the account of the worker may do with it. */
export const User = z.object({
  id,
  username: z.string(),
  enabled: z.boolean(),
  email: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  access: z.record(z.string(), z.boolean()).nullish(),
});
export type User = z.infer<typeof User>;
export const UserList = z.array(User);

/** Anything that has an id and a name: a role, a group, an organization. */
export const Named = z.object({ id, name: z.string() });
export type Named = z.infer<typeof Named>;
export const NamedList = z.array(Named);

export const Group = Named.extend({ path: z.string().nullish() });
export type Group = z.infer<typeof Group>;
export const GroupList = z.array(Group);

export const ClientList = z.array(z.object({ id, clientId: z.string() }));

/** A user's own roles; those that come from groups or other roles are not among them. */
export const RoleMappings = z.object({
  realmMappings: NamedList.nullish(),
  clientMappings: z.record(z.string(), z.object({ client: z.string(), mappings: NamedList })).nullish(),
});

export type RoleMappings = z.infer<typeof RoleMappings>;

export const Provider = z.object({ alias: z.string() });

/** The link of a user to its account at an identity provider. */
export const Link = z.object({ identityProvider: z.string(), userId: z.string().nullish() });
export const LinkList = z.array(Link);
export type Link = z.infer<typeof Link>;

export const ActionList = z.array(z.object({ alias: z.string(), enabled: z.boolean().nullish() }));

/** A fault of one field: `field` is its name, `errorMessage` a code, and numbers among `params` the limits. */
const FieldFault = z.object({
  field: z.string().nullish(),
  errorMessage: z.string().nullish(),
  params: z.array(z.unknown()).nullish(),
});
export type FieldFault = z.infer<typeof FieldFault>;

/** Everything that Keycloak's error bodies are. */
export const ErrorBody = FieldFault.extend({ error: z.string().nullish(), errors: z.array(FieldFault).nullish() });

/** The body of a POST of a user. Without `enabled` Keycloak makes a disabled one; it drops required actions that it does not know. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly enabled: boolean;
  readonly emailVerified: boolean;
  readonly requiredActions: readonly string[];
}

/** The body of a PUT of a user: what is absent stays. */
export interface UserChange {
  readonly enabled: boolean;
}

/** The body of a POST of a link. */
export interface NewLink {
  readonly identityProvider: string;
  readonly userId: string;
  readonly userName: string;
}
