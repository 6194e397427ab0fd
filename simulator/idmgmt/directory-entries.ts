import { z } from 'zod';

/** People of the simulated LDAP directory. */
export const DirectoryEntries = z.array(
  z.strictObject({
    userId: z.string().min(1).max(255),
    email: z.string().max(254),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    directoryId: z.string().optional(),
  }),
);
