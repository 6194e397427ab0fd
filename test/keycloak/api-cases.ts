import { accounts } from './cases/accounts';
import { belongings } from './cases/belongings';
import type { Ask } from './cases/case';
import { profile } from './cases/profile';

/*
 * What is tried on the simulated Keycloak (`npm test`) and on a real one (`npm run test:keycloak`): both must answer the
 * same, and it is written down here. The realm is that of `simulator/keycloak/world.ts`.
 */

const cases = [...accounts, ...profile, ...belongings];

/** The cases as tests: `NAME` of an answer stands for the name that the case was given. */
export const apiCases: readonly (readonly [title: string, holds: (ask: Ask) => Promise<void>])[] = cases.map(
  ({ title, run, answer }, index) => [
    title,
    async (ask) => {
      const name = `ada-${index}`;
      const expected: unknown = JSON.parse(JSON.stringify(answer).replaceAll('NAME', name));
      expect(await run(ask, name)).toEqual(expected);
    },
  ],
);
