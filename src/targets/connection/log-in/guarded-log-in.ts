import type { Clock } from '../../../http/clock';
import { TargetError } from '../../contract/target';

/** How long a refused log-in stands for the next ones: many users at once must not lock the account. */
const refusalStandsMs = 5_000;

/** The same log-in, but for a while after CREDENTIALS_REJECTED it throws that again without asking. */
export function guardLogIn<T>(logIn: () => Promise<T>, clock: Clock): () => Promise<T> {
  let refusal: { readonly error: TargetError; readonly until: number } | undefined;

  return async () => {
    if (refusal !== undefined && clock.now() < refusal.until) throw refusal.error;
    try {
      return await logIn();
    } catch (error) {
      if (error instanceof TargetError && error.code === 'CREDENTIALS_REJECTED') {
        refusal = { error, until: clock.now() + refusalStandsMs };
      }
      throw error;
    }
  };
}
