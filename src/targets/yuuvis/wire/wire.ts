import { z } from 'zod';

// What goes over the wire, without I/O: contract "yuuvis". Answers are read loosely: only what is used.

const base = '/tenant-management/api';

/** The two administrative sections, by whom they are for: contract "yuuvis", section "Endpoints". */
export const sections = ['system', 'admin'] as const;
export type Section = (typeof sections)[number];

/** The role that a section asks of its caller. */
export const sectionRoles = {
  system: 'YUUVIS_SYSTEM_INTEGRATOR',
  admin: 'YUUVIS_TENANT_ADMIN',
} as const satisfies Record<Section, string>;

/** The users' paths of each section; `{tenant}` is a part of the system's only. */
export const userRoutes = {
  system: { users: `${base}/system/tenants/{tenant}/users`, user: `${base}/system/tenants/{tenant}/users/{id}` },
  admin: { users: `${base}/admin/users`, user: `${base}/admin/users/{id}` },
} as const satisfies Record<Section, { readonly users: string; readonly user: string }>;

/** Paths that are no section's, and the count, which the tenant's own has alone. */
export const routes = {
  count: `${base}/admin/users/count`,
  me: `${base}/idm/me`,
  colleagues: `${base}/idm/users`,
  colleague: `${base}/idm/users/{id}`,
  roleUsers: `${base}/idm/roles/{role}/users`,
  roles: `${base}/idm/roles`,
  token: '/realms/{realm}/protocol/openid-connect/token',
} as const;

const names = z.array(z.string());

/** Contract "yuuvis", section "The user": what may be said of the person itself. `roles` includes those that come from groups. */
export const YuuvisUser = z.object({
  id: z.string().min(1),
  username: z.string(),
  enabled: z.boolean(),
  email: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  roles: names.nullish(),
  groups: names.nullish(),
});
export type YuuvisUser = z.infer<typeof YuuvisUser>;

/** Somebody whose record in a listing is odd: who it is, and nothing that may be relied on. */
const OddUser = z.object({
  id: z.string().min(1),
  username: z.string().min(1),
  email: z.string().nullish().catch(undefined),
});
/** A user as a listing shows it. An odd one is read by itself before anything is said of it. */
export type ListedUser = YuuvisUser | (z.infer<typeof OddUser> & { readonly odd: true });

const ListEntry = z.unknown().transform((entry): ListedUser | undefined => {
  const whole = YuuvisUser.safeParse(entry);
  if (whole.success) return whole.data;
  const odd = OddUser.safeParse(entry);
  return odd.success ? { ...odd.data, odd: true } : undefined;
});

/**
 * Everybody of a tenant. A stranger's record that says not even who it is stops nobody and is left out; a list of nothing
 * else is no listing. `null` is an empty list.
 */
export const YuuvisUserList = z
  .array(ListEntry)
  .nullable()
  .transform((entries, context): ListedUser[] => {
    const users = (entries ?? []).filter((entry) => entry !== undefined);
    if (users.length === 0 && (entries ?? []).length > 0) context.addIssue('holds no users');
    return users;
  });

/** The account itself. */
export const OwnAccount = YuuvisUser.partial();
export type OwnAccount = z.infer<typeof OwnAccount>;

/** A number, or one in an object: the source names the call and not its answer. */
export const UserCount = z.union([
  z.int().nonnegative(),
  z.object({ count: z.int().nonnegative() }).transform(({ count }) => count),
]);

/** Names, or objects that have one: the source names the call and not its answer. */
export const RoleList = z
  .array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]))
  .nullable()
  .transform((roles) => roles ?? []);

/** The body of a POST. What is absent gets its default. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly enabled: boolean;
}

/** The body of a PUT. What is absent stays as it is, but for the groups: without them the user leaves every group. */
export interface UserChange {
  readonly groups: readonly string[];
  readonly username?: string;
  readonly email?: string;
  readonly roles?: readonly string[];
  readonly enabled?: boolean;
}
