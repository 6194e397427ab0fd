import { z } from 'zod';

/** The two kinds of user a tenant has; what each gets in a target system is the target's plan. */
export const userKinds = ['primary', 'secondary'] as const;
export type UserKind = (typeof userKinds)[number];

/** A user as a pipeline hands it over. `id` is the user's id in the target system; without one it is the e-mail address. */
export const UserRecord = z.strictObject({
  email: z.string(),
  given_name: z.string(),
  family_name: z.string(),
  id: z.string().optional(),
});
export type UserRecord = z.infer<typeof UserRecord>;

/** A user inside a run: the record as it came in, its kind, and the opaque key that names it where no personal data may stand. */
export interface User {
  readonly key: string;
  readonly kind: UserKind;
  readonly record: UserRecord;
}
