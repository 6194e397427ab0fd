import { randomUUID } from 'node:crypto';
import { call, mustCall } from './calls.mjs';
import { clientId, realm, roles as yuuvisRoles } from './realm.mjs';

/*
 * The same five acts on both sides: `create`, `read`, `update`, `remove`, `listed`. Each answers the status, and `read`
 * what the side shows of a user, in the words of the Tenant Management API.
 */

async function tokenOf({ ca, url, password }) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: password };
  const { body } = await mustCall({
    ca,
    method: 'POST',
    url: `${url}/realms/${realm}/protocol/openid-connect/token`,
    form,
  });
  return body.access_token;
}

/** Our simulator's Tenant Management API. */
export async function simulatedTenant(place) {
  const token = await tokenOf(place);
  const users = `${place.url}/tenant-management/api/system/tenants/acme/users`;
  const ask = (method, path, json) => call({ ca: place.ca, method, url: `${users}${path}`, token, json });
  return {
    create: async (user) => {
      const { status, body } = await ask('POST', '', user);
      return { status, id: body?.id };
    },
    read: async (id) => {
      const { status, body } = await ask('GET', `/${id}`);
      return status === 200 ? shown(body) : { status };
    },
    update: async (id, change) => ({ status: (await ask('PUT', `/${id}`, change)).status }),
    remove: async (id) => ({ status: (await ask('DELETE', `/${id}`)).status }),
    unknownId: randomUUID(),
  };
}

/** Keycloak's own admin API. Roles and groups, which it has calls of their own for, are given by name. */
export async function keycloakTenant(place) {
  const token = await tokenOf(place);
  const admin = `${place.url}/admin/realms/${realm}`;
  const ask = (method, path, json) => call({ ca: place.ca, method, url: `${admin}${path}`, token, json });
  const read = async (path) => (await mustCall({ ca: place.ca, url: `${admin}${path}`, token })).body;

  async function giveRoles(id, names) {
    const found = [];
    for (const name of names) {
      const { status, body } = await ask('GET', `/roles/${encodeURIComponent(name)}`);
      if (status !== 200) return status;
      found.push(body);
    }
    return (await ask('POST', `/users/${id}/role-mappings/realm`, found)).status;
  }

  return {
    create: async ({ roles = [], groups = [], ...user }) => {
      const paths = groups.map((name) => `/${name}`);
      const { status, headers } = await ask('POST', '/users', { ...user, ...(groups.length > 0 && { groups: paths }) });
      const id = headers.location?.split('/').at(-1);
      if (status !== 201 || roles.length === 0) return { status, id };
      const given = await giveRoles(id, roles);
      return given === 204 ? { status, id } : { status: given, id };
    },
    read: async (id) => {
      const { status, body } = await ask('GET', `/users/${id}`);
      if (status !== 200) return { status };
      const groups = (await read(`/users/${id}/groups`)).map(({ name }) => name);
      const roles = (await read(`/users/${id}/role-mappings/realm/composite`)).map(({ name }) => name);
      return shown({ ...body, groups, roles: roles.filter((name) => yuuvisRoles.includes(name)) });
    },
    update: async (id, change) => ({ status: (await ask('PUT', `/users/${id}`, change)).status }),
    remove: async (id) => ({ status: (await ask('DELETE', `/users/${id}`)).status }),
    unknownId: randomUUID(),
  };
}

function shown({ username, email, firstName, lastName, enabled, roles = [], groups = [] }) {
  return { username, email, firstName, lastName, enabled, roles: sorted(roles), groups: sorted(groups) };
}

function sorted(names) {
  return [...names].sort((one, other) => one.localeCompare(other));
}
