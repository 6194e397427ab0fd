import { z } from 'zod';

const User = z.object({ id: z.string(), email: z.string(), given_name: z.string(), family_name: z.string() });

/** Users of a tenant file as people of the directory. */
export const UserEntries = z.array(User).transform((users) =>
  users.map(({ id, email, given_name, family_name }) => ({
    ...{ userId: id, email, firstName: given_name, lastName: family_name },
  })),
);

/** People of the simulated LDAP directory. */
export const DirectoryEntries = z.array(
  z.strictObject({
    userId: z.string().min(1).max(255),
    email: z.string().max(254),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    directoryId: z.string().optional(),
    known: z.boolean().optional(),
  }),
);
