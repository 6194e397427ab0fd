/** How many users may be offboarded at once: so many, or such a part (in percent) of those the tenant has. */
export type RemovalLimit = { readonly users: number } | { readonly percent: number };

/** What holds when nobody says otherwise: the smaller one counts. */
const defaults: readonly RemovalLimit[] = [{ users: 10 }, { percent: 20 }];

/** The most removals that are let through. A part is rounded down, yet of anything but 0 % it is one user at least. */
export function mostRemovals(limit: RemovalLimit | undefined, known: number): number {
  const limits = limit === undefined ? defaults : [limit];
  return Math.min(...limits.map((one) => inUsers(one, known)));
}

/** In words: `10 users`, `20 % of 40 users`. */
export function limitText(limit: RemovalLimit | undefined, known: number): string {
  const limits = limit === undefined ? defaults : [limit];
  return limits
    .map((one) => ('users' in one ? `${one.users} users` : `${one.percent} % of ${known} users`))
    .join(' or ');
}

function inUsers(limit: RemovalLimit, known: number): number {
  if ('users' in limit) return limit.users;
  return limit.percent === 0 ? 0 : Math.max(1, Math.floor((known * limit.percent) / 100));
}
