import { z } from 'zod';
import { limitsOf, type System } from '../../domain/systems/systems';
import { emailText, idText, printableText } from './text-checks';

/** One user of a file, held to the field limits of a system. MAS' limit of a display name cannot be passed: 30 + 50 + 1 is below it. */
export function userEntry(system: System) {
  const limits = limitsOf(system);
  return z.strictObject({
    email: emailText,
    given_name: printableText(limits.givenName),
    family_name: printableText(limits.familyName),
    id: idText(limits.id).optional(),
  });
}

/** The two lists of users of a file. */
export function userLists(system: System) {
  const entry = userEntry(system);
  return z.strictObject({ primary: z.array(entry), secondary: z.array(entry) });
}
