import { isDeepStrictEqual } from 'node:util';
import { version } from './install.mjs';
import { environment, parameters, writeUsers } from './invocation.mjs';
import { openStage, ours, start } from './stage.mjs';

/** The same tenant, onboarded by both tools, each on a fresh MAS; prints what differs, answers whether the end states are equal. */
export async function compare(masVersion, { users, simulated, peer, temporal }) {
  const setting = { users: tenantOf(users), simulated, masVersion, temporal };
  const theirs = await onboardWith(peer, setting);
  const own = await onboardWith(ours, setting);
  const same = theirs.code === 0 && own.code === 0 && isDeepStrictEqual(theirs.state, own.state);
  console.log(`\nMAS ${masVersion}: mas-devops ${version} ended with ${theirs.code}, ours with ${own.code};`);
  console.log(`end states ${same ? 'are equal' : 'DIFFER'}; ${costs(theirs)} and ${costs(own)}.\n`);
  if (same) console.log(differences(theirs.requests, own.requests));
  else console.log(JSON.stringify({ theirs, own }, undefined, 2));
  return same;
}

/** Two of five are primary users; ids of all kinds that both tools take. */
export function tenantOf(count) {
  const ids = [{}, { id: 'ghopper' }, { id: 'alan+test@acme.example' }];
  const users = Array.from({ length: count }, (_, n) => ({
    ...{ email: `user${n}@acme.example`, given_name: `User${n}`, family_name: 'Example' },
    ...ids[n],
  }));
  const of = (wanted) => users.filter((_, n) => n % 5 < 2 === wanted);
  return { primary: of(true), secondary: of(false) };
}

/** One tenant, onboarded by a command on a fresh MAS: how it ended, how long it took in ms, and what MAS saw. */
export async function onboardWith(command, { users, simulated, masVersion, temporal }) {
  const stage = await openStage({ 'mas-version': masVersion, ...simulated });
  try {
    writeUsers(stage, users);
    const run = start([...command, ...parameters(stage, { masVersion })], stage, environment(stage, { temporal }));
    const { code, said, ms } = await run.ended;
    const requests = await stage.read('/__simulator/requests');
    const state = await stage.read('/__simulator/state');
    return { code, said: code === 0 ? '' : said.slice(-4000), ms, requests, state };
  } finally {
    await stage.close();
  }
}

function costs({ requests, ms }) {
  return `${requests.length} requests in ${(ms / 1000).toFixed(1)} s`;
}

/** How often each kind of request was sent, as a Markdown table. */
function differences(theirs, own) {
  const [left, right] = [theirs, own].map(countKinds);
  const kinds = [...new Set([...left.keys(), ...right.keys()])].toSorted((a, b) => a.localeCompare(b));
  const rows = kinds.map((kind) => `| \`${kind}\` | ${left.get(kind) ?? 0} | ${right.get(kind) ?? 0} |`);
  return ['| request | mas-devops | ours |', '| --- | ---: | ---: |', ...rows].join('\n');
}

function countKinds(requests) {
  const counts = new Map();
  for (const { method, path } of requests) {
    const kind = `${method} ${decodeURIComponent(path).replace(/(users|mxapiapikey|mxapigroup|masperuser)\/[^/]+/g, '$1/{id}')}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
