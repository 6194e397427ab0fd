/*
 * What is tried on both sides. Each play has people of its own. `why`: the two are meant to differ, and here is the reason.
 */
const person = (name) => ({ username: name, email: `${name}@acme.example`, firstName: 'Ada', lastName: 'Lovelace' });
const success = (status) => (status >= 200 && status < 300 ? 'done' : status);
const own = 'the Tenant Management API stands before Keycloak and does this itself (contract)';

const odd = `a'b "b c/d+e%f`;

export const plays = [
  {
    title: 'create a user; name and address are stored in lower case',
    run: async (side, name) => {
      const made = await side.create({ ...person(`MiXed.${name}`), enabled: true });
      return { ...made, id: undefined, ...(await side.read(made.id)) };
    },
  },
  {
    title: 'create without `enabled`',
    why: `Keycloak makes a deactivated user; ${own}: the default is true`,
    run: async (side, name) => {
      const { enabled } = await side.read((await side.create(person(name))).id);
      return { enabled };
    },
  },
  {
    title: 'create a second user with the same name',
    run: async (side, name) => {
      await side.create(person(name));
      return (await side.create({ ...person(name), email: `other-${name}@acme.example` })).status;
    },
  },
  {
    title: 'the same name in another case',
    run: async (side, name) => {
      await side.create(person(name));
      return (await side.create({ ...person(name.toUpperCase()), email: `other-${name}@acme.example` })).status;
    },
  },
  {
    title: 'create a second user with the same address',
    run: async (side, name) => {
      await side.create(person(name));
      return (await side.create({ ...person(`other-${name}`), email: person(name).email })).status;
    },
  },
  {
    title: 'the same address in another case',
    run: async (side, name) => {
      await side.create(person(name));
      return (await side.create({ ...person(`other-${name}`), email: person(name).email.toUpperCase() })).status;
    },
  },
  {
    title: 'the name of a deactivated user',
    run: async (side, name) => {
      await side.create({ ...person(name), enabled: false });
      return (await side.create({ ...person(name), email: `other-${name}@acme.example` })).status;
    },
  },
  {
    title: 'rename a user; the old name is free again',
    run: async (side, name) => {
      const { id } = await side.create({ ...person(name), groups: ['onlyoffice'], enabled: true });
      const change = { username: `${name}-disabled`, email: `${name}@acme.example-disabled`, enabled: false };
      const { status } = await side.update(id, { ...change, groups: ['onlyoffice'] });
      return [success(status), (await side.read(id)).username, success((await side.create(person(name))).status)];
    },
  },
  {
    title: 'rename a user to a name that is taken',
    run: async (side, name) => {
      await side.create(person(`${name}-disabled`));
      const { id } = await side.create(person(name));
      return (await side.update(id, { username: `${name}-disabled`, groups: [] })).status;
    },
  },
  {
    title: 'give a user the address of another one',
    run: async (side, name) => {
      await side.create(person(`other-${name}`));
      const { id } = await side.create(person(name));
      return (await side.update(id, { email: person(`other-${name}`).email, groups: [] })).status;
    },
  },
  {
    title: 'a user in groups has their roles, besides its own',
    run: async (side, name) => {
      const wanted = { roles: ['YUUVIS_DEFAULT'], groups: ['hr', 'quality'], enabled: true };
      const { roles, groups } = await side.read((await side.create({ ...person(name), ...wanted })).id);
      return { roles, groups };
    },
  },
  {
    title: 'a role that does not exist',
    why: `Keycloak has a call of its own for roles, which says 404; ${own}`,
    run: async (side, name) => (await side.create({ ...person(name), roles: ['NO_SUCH_ROLE'] })).status,
  },
  {
    title: 'a group that does not exist',
    why: `Keycloak fails; ${own}`,
    run: async (side, name) => (await side.create({ ...person(name), groups: ['no-such-group'] })).status,
  },
  {
    title: 'change a user without naming its groups',
    why: `Keycloak keeps the groups; ${own}: a PUT without them takes all away`,
    run: async (side, name) => {
      const { id } = await side.create({ ...person(name), groups: ['hr'], enabled: true });
      await side.update(id, { enabled: false });
      return (await side.read(id)).groups;
    },
  },
  {
    title: 'change a user: what is absent stays',
    run: async (side, name) => {
      const { id } = await side.create({ ...person(name), enabled: true });
      const { status } = await side.update(id, { enabled: false, groups: [] });
      return [success(status), await side.read(id)];
    },
  },
  { title: 'create without a name', run: async (side) => (await side.create({ email: 'x@acme.example' })).status },
  {
    title: 'an address that is none',
    run: async (side, name) => (await side.create({ ...person(name), email: 'none' })).status,
  },
  {
    title: 'a name of 256 characters',
    run: async (side, name) => (await side.create(person(name.padEnd(256, 'x')))).status,
  },
  {
    title: 'a name with + - _ . @',
    run: async (side, name) =>
      (await side.create({ ...person(name), username: `a+b-c_d.${name}@acme.example` })).status,
  },
  {
    title: 'a name with odd characters',
    run: async (side, name) => (await side.create({ ...person(name), username: `${odd}${name}` })).status,
  },
  {
    title: 'a given name with odd characters',
    run: async (side, name) => (await side.create({ ...person(name), firstName: 'Ada <& Byron>' })).status,
  },
  { title: 'read a user who is not there', run: (side) => side.read(side.unknownId) },
  {
    title: 'change a user who is not there',
    run: async (side) => (await side.update(side.unknownId, { enabled: true, groups: [] })).status,
  },
  {
    title: 'delete a user, and again',
    run: async (side, name) => {
      const { id } = await side.create(person(name));
      return [(await side.remove(id)).status, (await side.remove(id)).status];
    },
  },
];
