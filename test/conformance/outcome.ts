import { inspect } from 'node:util';
import { maskIssued } from '../../simulator/server/issued-secret';
import type { FailureCode } from '../../src/domain/failures/failures';
import type { Person } from '../../src/domain/tenant/person';
import { TargetError } from '../../src/targets/contract/target';
import type { Deed } from './onboarding';

/** The password of the account: nothing may ever show it. */
export const plantedPassword = 'planted-canary-7Qw3!';

/** What became of an attempt. */
export type Outcome =
  | { readonly did: readonly Deed[] }
  | { readonly code: FailureCode; readonly message: string; readonly retryAfterMs: number | undefined };

/** The people of the suite have words that stand nowhere else. */
export function personNamed(id: string): Person {
  return { id, email: `mail-of-${encodeURIComponent(id)}@acme.example`, givenName: 'Augusta', familyName: 'Zephyrine' };
}

/**
 * Runs an attempt. Every error that leaves a target is looked at: it is a `TargetError`, and neither it nor its causes
 * hold a secret or anything of the person.
 */
export async function outcomeOf(person: Person, run: () => Promise<readonly Deed[]>): Promise<Outcome> {
  try {
    return { did: await run() };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    expectDiscretion(inspect(error, { depth: 8 }), person);
    const { code, message, retryAfterMs } = error;
    return { code, message, retryAfterMs };
  }
}

/** The code, or `done`. */
export function fateOf(outcome: Outcome): FailureCode | 'done' {
  return 'code' in outcome ? outcome.code : 'done';
}

function expectDiscretion(text: string, { id, email, givenName, familyName }: Person): void {
  const personal = [id, email, givenName, familyName].flatMap((word) => [word, encodeURIComponent(word)]);
  // One or two characters stand in any text.
  const shown = [plantedPassword, ...personal].filter((word) => word.length > 2 && text.includes(word));
  expect({ shown, issued: maskIssued(text) === text, text }).toEqual({ shown: [], issued: true, text });
}
