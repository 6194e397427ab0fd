import { z } from 'zod';
import { emailFault, type Fault, idFault, textFault } from '../../domain/tenant/text-faults';

function checked(faultOf: (text: string) => Fault | undefined) {
  return z.string().superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
  });
}

/** Printable text of at most `limit` characters, as it came in: nothing is trimmed. */
export function printableText(limit: number) {
  return checked((text) => textFault(text, limit));
}

/** A user's id in the target system. Quotes, `/`, `+`, `@` and `%` are fine. */
export function idText(limit: number) {
  return checked((text) => idFault(text, limit));
}

/** An e-mail address: one "@", a host of labels; letters of every script in both parts. */
export const emailText = checked(emailFault);
