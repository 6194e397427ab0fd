import type { Clock } from '../../../http/clock';
import { parseBody, unexpectedStatus } from '../wire/errors';
import type { ManageParts } from './manage-access';
import { createSharedValue } from '../../connection/shared-value';
import { PersonList, personQueries, personRoutes } from '../wire/wire-person';

/** Asks Manage whether it makes users, as it does from MAS 9.1 on. */
export interface Probe {
  /** `unknown` without a client certificate. The answer is remembered; a *no* for ten minutes, since MAS may be upgraded. */
  servesPeople(signal: AbortSignal): Promise<'yes' | 'no' | 'unknown'>;
}

const noStandsMs = 600_000;

interface Answer {
  readonly served: 'yes' | 'no';
  readonly at: number;
}

export function createProbe({ manage, keys, hasCertificate }: ManageParts, clock: Clock): Probe {
  const what = 'look for masperuser';
  const answer = createSharedValue<Answer>(ask);

  // A read that makes no API key. Without one, a Manage that serves people refuses it, yet not as unknown.
  async function ask(): Promise<Answer> {
    await keys.list();
    const query = personQueries.probe;
    const got = await manage.send({ what, method: 'GET', path: personRoutes.people, query });
    const at = clock.now();
    if (got.status === 404) return { served: 'no', at };
    // The certificate was accepted a moment ago, so what lacks is a key for something that is there.
    if (got.status === 401 || got.status === 403) return { served: 'yes', at };
    if (got.status !== 200) throw unexpectedStatus(what, got);
    parseBody(what, got, PersonList);
    return { served: 'yes', at };
  }

  return {
    async servesPeople(signal) {
      if (!hasCertificate) return 'unknown';
      const known = answer.peek();
      if (known?.served === 'no' && clock.now() - known.at >= noStandsMs) answer.drop(known);
      return (await answer.get(signal)).served;
    },
  };
}
