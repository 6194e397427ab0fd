import { userKinds } from '../../../domain/tenant/user';
import { defineCommand } from '../../command/define-command';
import { anyText, choice, group, text, under, withDefault } from '../../command/option';
import { config, follow, notify, output, place, report, runOptions, usersIfNamed, whose } from '../../options';

const user = under('One user, instead of a file:', {
  email: anyText('--email <address>', 'e-mail address; the id, too, unless there is one'),
  givenName: anyText('--given-name <name>', 'given name'),
  familyName: anyText('--family-name <name>', 'family name'),
  id: anyText('--id <id>', "the user's id in the target system"),
  kind: withDefault(choice('--type <type>', 'kind of user', userKinds), 'secondary'),
});

const oneUser = group('own', user, ({ email, givenName, familyName, id, kind }) => {
  if (email === undefined) return undefined;
  return { kind, record: { email, given_name: givenName, family_name: familyName, ...(id !== undefined && { id }) } };
});

export const addCommand = defineCommand({
  name: 'add',
  summary: "Add users to a tenant's open run, or start a run of them when it has none; and follow.",
  options: {
    tenant: whose,
    source: usersIfNamed('drained', text('[file]', 'file of users, as for run; - is standard input')),
    oneUser,
    ...{ report, output, follow, config, run: runOptions, notify, place },
  },
  examples: [
    ['onboard add acme more-users.csv', 'the target is the one of the tenant'],
    ['onboard add acme --email bo@acme.example --given-name Bo --family-name Li', 'one user, a secondary one'],
  ],
  run: async () => (await import('./add-tenant-users.js')).addTenantUsers,
});
