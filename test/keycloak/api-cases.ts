import { accounts } from './cases/accounts';
import { belongings } from './cases/belongings';
import type { Ask } from './cases/case';
import { profile } from './cases/profile';

/*
 * What is tried on the simulated Keycloak (`npm test`) and on a real one (`npm run test:keycloak`): both must answer the
 * same, and it is written down here. The realm is that of `simulator/keycloak/world.ts`.
 */

const cases = [...accounts, ...profile, ...belongings];

interface Trial {
  readonly title: string;
  readonly run: (ask: Ask) => Promise<unknown>;
  readonly answer: unknown;
}

/** The cases, each with the name of its own that `NAME` of its answer stands for. */
export const apiCases: readonly Trial[] = cases.map(({ title, run, answer }, index) => {
  const name = `ada-${index}`;
  const own: unknown = JSON.parse(JSON.stringify(answer).replaceAll('NAME', name));
  return { title, run: (ask) => run(ask, name), answer: own };
});
