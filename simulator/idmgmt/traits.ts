/**
 * How clusters may differ in what no source says. `drops-unknown`: a team takes a write and leaves out members whom LDAP
 * does not have, instead of refusing it. `null-lists`: an empty list of a team, or of users, is `null`.
 */
export const teamTraits = ['drops-unknown', 'null-lists'] as const;
export type TeamTrait = (typeof teamTraits)[number];
