// What a tool left behind and said, as plain facts: they are compared with what a scenario expects, and make the table.

/** Whether a user has all that a tenant's user gets: the workspace, a role in each application, a primary one the group. */
export function isComplete(user, { primary, apps, masVersion }) {
  if (user === undefined || user.identityProviders.length === 0) return false;
  if (masVersion !== '9.0') return true;
  const group = !primary || !apps.includes('manage') || user.groups.includes('MAXADMIN');
  return Object.keys(user.workspaces).length > 0 && apps.every((app) => user.roles[app] !== undefined) && group;
}

/** The ids of the users that are onboarded completely. */
export function completeUsers({ users }, { wanted, apps, masVersion }) {
  return wanted.filter(({ id, primary }) => isComplete(users[id], { primary, apps, masVersion })).map(({ id }) => id);
}

/** `ends`: how each start of the command ended; `named`: users that its last words say failed; `twice`: users linked twice; `trouble`: either. */
export function factsOf(ends, { state, requests, secret }, scenario) {
  const last = ends.at(-1).said;
  const complete = completeUsers(state, scenario);
  const codes = ends.map(({ code }) => code);
  const twice = Object.entries(state.users).flatMap(([id, { invitations }]) => (invitations > 1 ? [id] : []));
  return {
    ends: codes,
    trouble: twice.length > 0 || codes.some((code) => code !== 0),
    complete,
    partial: Object.keys(state.users).filter((id) => !complete.includes(id)),
    named: namedIn(last),
    calls: requests.length,
    keys: state.apiKeys,
    twice,
    ...(secret === undefined ? {} : { secret: Object.keys(secret) }),
    reason: reasonIn(last),
  };
}

/** `Sync failed for the following user IDs [...]` says the former tool, `Failed for: ...` ours. */
function namedIn(said) {
  const [, list = ''] = /^(?:Failed for: |Exception: Sync failed for the following user IDs )(.*)$/m.exec(said) ?? [];
  return list.match(/[\w.+-]+@[\w.-]+/g) ?? [];
}

/** A code of ours, a problem with its place, or the former tool's last line. */
function reasonIn(said) {
  const [code] = /\b[A-Z]{3,}(?:_[A-Z]+)+\b(?=[: ])/.exec(said.replaceAll(/^.*ExperimentalWarning.*$/gm, '')) ?? [];
  const [problem] = /^.*?users\.yaml[^\n]*$/m.exec(said) ?? [];
  const lines = said.trim().split('\n');
  if (lines.some((line) => line.startsWith('Traceback'))) return lines.at(-1).slice(0, 100);
  return code ?? problem?.trim() ?? lines.at(-1).slice(0, 100);
}
