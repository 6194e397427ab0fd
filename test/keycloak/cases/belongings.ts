import { type Answered, type Case, fieldsOf, idOf, made, nobody, person, statusAndBody, statusOf } from './case';

/** What users get. */
export const belongings: readonly Case[] = [
  {
    title: 'groups are found by path, in its case, joined and left as often as one likes',
    run: async (ask, name) => {
      const user = `/users/${await made(ask, person(name))}/groups`;
      const admins = await idOf(ask('GET', '/group-by-path/tenants/acme/admins'));
      return [
        await statusAndBody(ask('GET', '/group-by-path/Tenants')),
        await statusOf(ask('PUT', `${user}/${admins}`)),
        await statusOf(ask('PUT', `${user}/${admins}`)),
        await fieldsOf(ask('GET', `${user}?first=0&max=100`), 'path'),
        await statusAndBody(ask('PUT', `${user}/${nobody}`)),
        await statusOf(ask('DELETE', `${user}/${admins}`)),
        await statusOf(ask('DELETE', `${user}/${admins}`)),
        await fieldsOf(ask('GET', `${user}?first=0&max=100`), 'path'),
      ];
    },
    answer: [
      [404, { error: 'Group path does not exist' }],
      ...[204, 204, [['/tenants/acme/admins']], [404, { error: 'Group not found' }], 204, 204, []],
    ],
  },
  {
    title: 'realm roles: a group gives its own; one is given as often as one likes, by its own id',
    run: async (ask, name) => {
      const id = await made(ask, person(name));
      const staff = await idOf(ask('GET', '/group-by-path/staff'));
      await ask('PUT', `/users/${id}/groups/${staff}`);
      const odd = { id: await idOf(ask('GET', '/roles/odd%20%2F%20role')), name: 'odd / role' };
      const mapping = `/users/${id}/role-mappings/realm`;
      return [
        await statusAndBody(ask('GET', '/roles/none')),
        await statusOf(ask('POST', mapping, [odd])),
        await statusOf(ask('POST', mapping, [odd])),
        await statusAndBody(ask('POST', mapping, [{ id: nobody, name: 'editor' }])),
        await rolesIn(ask('GET', `${mapping}/composite`)),
        await rolesIn(ask('GET', mapping.replace('/realm', ''))),
      ];
    },
    answer: [
      ...[[404, { error: 'Could not find role' }], 204, 204, [404, { error: 'Role not found' }]],
      ...[
        ['default-roles-acme', 'odd / role', 'viewer'],
        ['default-roles-acme', 'odd / role'],
      ],
    ],
  },
  {
    title: 'roles of a client',
    run: async (ask, name) => {
      const id = await made(ask, person(name));
      const client = await idOf(ask('GET', '/clients?clientId=portal'));
      const role = { id: await idOf(ask('GET', `/clients/${client}/roles/wri%2Fter`)), name: 'wri/ter' };
      const mapping = `/users/${id}/role-mappings/clients/${client}`;
      const own = async () => {
        const { clientMappings } = Object((await ask('GET', `/users/${id}/role-mappings`)).body);
        return Object.keys(clientMappings ?? {});
      };
      return [
        await fieldsOf(ask('GET', '/clients?clientId=PORTAL'), 'clientId'),
        await own(),
        await statusOf(ask('POST', mapping, [role])),
        await rolesIn(ask('GET', `${mapping}/composite`)),
        await own(),
      ];
    },
    answer: [[], [], 204, ['wri/ter'], ['portal']],
  },
  {
    title: 'links: one a provider; the account at it is found exactly; an unknown provider is linked without effect',
    run: async (ask, name) => {
      const links = `/users/${await made(ask, person(name))}/federated-identity`;
      const link = (identityProvider: string, userId: string) => ({ identityProvider, userId, userName: userId });
      return [
        await statusOf(ask('GET', '/identity-provider/instances/none')),
        await statusOf(ask('POST', `${links}/none`, link('none', name))),
        await statusOf(ask('POST', `${links}/corp`, link('corp', name))),
        await statusAndBody(ask('POST', `${links}/corp`, link('corp', `other-${name}`))),
        await fieldsOf(ask('GET', links), 'identityProvider', 'userId'),
        await fieldsOf(ask('GET', `/users?idpAlias=corp&idpUserId=${name}`), 'username'),
        await fieldsOf(ask('GET', `/users?idpAlias=corp&idpUserId=${name.toUpperCase()}`), 'username'),
      ];
    },
    answer: [
      ...[404, 204, 204, [409, { errorMessage: 'User is already linked with provider' }]],
      ...[[['corp', 'NAME']], [['NAME']], []],
    ],
  },
  {
    title: 'members of an organization',
    run: async (ask, name) => {
      const id = await made(ask, person(name));
      const members = `/organizations/${await idOf(ask('GET', '/organizations?search=acme&exact=true'))}/members`;
      return [
        await fieldsOf(ask('GET', '/organizations?search=ACME&exact=true'), 'name'),
        await statusOf(ask('GET', `${members}/${id}`)),
        await statusOf(ask('POST', members, id)),
        await statusOf(ask('POST', members, id)),
        await statusAndBody(ask('POST', members, nobody)),
        await fieldsOf(ask('GET', `${members}/${id}`), 'username'),
        await statusOf(ask('DELETE', `${members}/${id}`)),
        await statusOf(ask('DELETE', `${members}/${id}`)),
        await statusAndBody(ask('GET', `/organizations/${nobody}/members/${id}`)),
      ];
    },
    answer: [
      ...[[], 404, 201, 409, [400, { errorMessage: 'User does not exist' }], [['NAME']], 204, 404],
      [404, { errorMessage: 'Organization not found.' }],
    ],
  },
  {
    title: 'required actions and whether they are enabled',
    run: async (ask) => {
      const { body } = await ask('GET', '/authentication/required-actions');
      const all = Array.isArray(body) ? body.map((action) => [Object(action).alias, Object(action).enabled]) : [];
      const isMeant = ([alias]: unknown[]) =>
        ['UPDATE_PASSWORD', 'TERMS_AND_CONDITIONS', 'NO_SUCH_ACTION'].some((one) => one === alias);
      return all.filter(isMeant).toSorted(([one], [other]) => String(one).localeCompare(String(other)));
    },
    answer: [
      ['TERMS_AND_CONDITIONS', false],
      ['UPDATE_PASSWORD', true],
    ],
  },
  {
    title: 'the realm, and how it names its users',
    run: (ask) => fieldsOf(ask('GET', ''), 'realm', 'registrationEmailAsUsername'),
    answer: [['acme', false]],
  },
];

/** Everybody's own roles differ by release, but for one. */
async function rolesIn(answer: Promise<Answered>): Promise<string[]> {
  const { body } = await answer;
  const list: unknown = Array.isArray(body) ? body : Object(body).realmMappings;
  const names = Array.isArray(list) ? list.map((role) => String(Object(role).name)) : [];
  return names.filter((name) => !['uma_authorization', 'offline_access'].includes(name)).toSorted();
}
