/*
 * Ways to break a target on purpose, each of which the conformance suite must see. `from` stands exactly once in the file;
 * `pattern` names the tests that must turn red, to vitest; they are in `tests`, by default the suite's folder.
 */
export const mutants = [
  {
    name: 'groups left out of a PUT (yuuvis)',
    file: 'src/targets/yuuvis/accounts/plans.ts',
    from: '    groups: [...(user.groups ?? []), ...lack.groups],\n',
    to: '',
    pattern: 'yuuvis who has something',
  },
  {
    name: 'only the wanted groups in a PUT (yuuvis)',
    file: 'src/targets/yuuvis/accounts/plans.ts',
    from: 'groups: [...(user.groups ?? []), ...lack.groups]',
    to: 'groups: [...lack.groups]',
    pattern: 'yuuvis who has something',
  },
  {
    name: 'no second look after a 409 (yuuvis)',
    file: 'src/targets/yuuvis/accounts/accounts.ts',
    from: 'const relistDelaysMs = [0, 2_000, 4_000] as const;',
    to: 'const relistDelaysMs = [] as const;',
    pattern: 'yuuvis 409',
  },
  {
    name: 'no second look after a 409 (MAS below 9.1)',
    file: 'src/targets/mas/core/core-users.ts',
    from: 'const existing = await reread(rereading, () => get(body.id, signal), signal);',
    to: 'const existing = undefined;',
    pattern: 'mas below 9.1 409',
  },
  {
    name: 'a team written without a lock (idmgmt)',
    file: 'src/targets/idmgmt/idmgmt.ts',
    from: 'turnsOf(place).take(() => writeTeam(connection, place, { changes, signal }), signal)',
    to: 'writeTeam(connection, place, { changes, signal })',
    pattern: 'idmgmt many at once',
  },
  {
    name: 'a team written and not looked at again (idmgmt)',
    file: 'src/targets/idmgmt/team/write-team.ts',
    from: '    team = await read();\n  }',
    to: '    return { written, dropped: new Set() };\n  }',
    tests: 'test/targets/idmgmt/write-team',
    pattern: 'writes again what|gives up for a while',
  },
  {
    name: 'Retry-After ignored: the target is not left alone',
    file: 'src/http/client.ts',
    from: '  pace?.hold(retryAfterMs);\n',
    to: '',
    pattern: '429 with Retry-After',
  },
  {
    name: 'Retry-After ignored: the error does not carry it',
    file: 'src/targets/connection/refusal.ts',
    from: '  return retryAfterMs === undefined ? {} : { retryAfterMs };',
    to: '  return retryAfterMs === undefined ? {} : {};',
    pattern: '429 with Retry-After',
  },
  {
    name: 'a refused token is kept',
    file: 'src/targets/connection/authorised.ts',
    from: 'if (answer.status === 401) credential.drop(used);',
    to: '',
    pattern: '401 once',
  },
  {
    name: 'a listing read loosely: any list is one of users (yuuvis)',
    file: 'src/targets/yuuvis/calls/users.ts',
    from: 'return parseBody(what, answer, YuuvisUserList);',
    to: 'return Array.isArray(answer.body) ? answer.body : [];',
    pattern: 'yuuvis .*(is no success|cannot be one)',
  },
  {
    name: "an answer's body in the error",
    file: 'src/targets/connection/refusal.ts',
    from: '${answer.status}${said}${addition}`',
    to: '${answer.status}${said}${addition} ${JSON.stringify(answer.body)}`',
    pattern: '400 is TARGET_REJECTED',
  },
];
