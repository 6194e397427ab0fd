/**
 * How realms differ. `email-as-username`: the address is the user name, whatever was sent. `names-kept`: a PUT renames
 * nobody. `open-profile`: user names and names of persons may hold any characters. `no-body`: writes answer without a body.
 * `null-lists`: what there is none of is `null`. `brief-listing`: a listing tells neither roles and groups nor `enabled`.
 * `group-paths`: groups are told by their paths.
 */
export const traits = [
  'email-as-username',
  'names-kept',
  'open-profile',
  'no-body',
  'null-lists',
  'brief-listing',
  'group-paths',
] as const;
export type Trait = (typeof traits)[number];
