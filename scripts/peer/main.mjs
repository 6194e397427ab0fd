// The same tenant, onboarded by the unmodified mas-devops and by `onboard create-initial-users`, each on a fresh simulated
// MAS, in both flows: the two end states must be equal. `--only 9.0` runs one flow; `--users 50 --latency 20ms
// --sync-delay 2s` says how many users there are and how slow MAS is.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { setUpOrEnd, temporalCli } from '../setup.mjs';
import { installPeer, version } from './install.mjs';
import { openStage, ours, perform } from './stage.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    users: { type: 'string', default: '5' },
    latency: { type: 'string', default: '0' },
    'sync-delay': { type: 'string', default: '0' },
  },
});
const flows = asked.only === undefined ? ['9.0', '9.1'] : [asked.only];
const tenant = tenantOf(Number(asked.users));

await setUpOrEnd();
const peer = await installPeer();
const cli = await temporalCli();
const equal = [];
for (const masVersion of flows) equal.push(await compare(masVersion));
process.exitCode = equal.every(Boolean) ? 0 : 1;

/** Two of five are primary users; ids of all kinds that both tools take. */
function tenantOf(count) {
  const ids = [{}, { id: 'ghopper' }, { id: 'alan+test@acme.example' }];
  const users = Array.from({ length: count }, (_, n) => ({
    ...{ email: `user${n}@acme.example`, given_name: `User${n}`, family_name: 'Example' },
    ...ids[n],
  }));
  const of = (wanted) => users.filter((_, n) => n % 5 < 2 === wanted);
  return { users: { primary: of(true), secondary: of(false) } };
}

async function compare(masVersion) {
  const theirs = await onboardWith(peer, masVersion);
  const own = await onboardWith(ours, masVersion);
  const same = theirs.code === 0 && own.code === 0 && isDeepStrictEqual(theirs.state, own.state);
  console.log(`\nMAS ${masVersion}: mas-devops ${version} ended with ${theirs.code}, ours with ${own.code};`);
  console.log(`end states ${same ? 'are equal' : 'DIFFER'}; ${costs(theirs)} and ${costs(own)}.\n`);
  if (same) console.log(differences(theirs.requests, own.requests));
  else console.log(JSON.stringify({ theirs, own }, undefined, 2));
  return same;
}

async function onboardWith(command, masVersion) {
  const stage = await openStage({ masVersion, latency: asked.latency, syncDelay: asked['sync-delay'] });
  try {
    writeFileSync(join(stage.folder, 'users.yaml'), JSON.stringify(tenant));
    const { code, said, ms } = await perform([...command, ...parameters(stage, masVersion)], stage, environment(stage));
    const requests = await stage.read('/__simulator/requests');
    const state = await stage.read('/__simulator/state');
    return { code, said: code === 0 ? '' : said.slice(-4000), ms, requests, state };
  } finally {
    await stage.close();
  }
}

function parameters({ port }, masVersion) {
  const ports = ['--coreapi-port', '--admin-dashboard-port', '--manage-api-port'].flatMap((flag) => [flag, `${port}`]);
  const place = ['--mas-instance-id', 'inst1', '--mas-workspace-id', 'ws1', '--mas-version', masVersion];
  return [...place, ...ports, '--initial-users-yaml-file', 'users.yaml'];
}

function environment({ folder, kubeconfig }) {
  const TMPDIR = join(folder, 'tmp');
  mkdirSync(TMPDIR, { recursive: true });
  const own = { ONBOARD_TEMPORAL_CLI: cli, XDG_STATE_HOME: folder };
  return { PATH: process.env.PATH, HOME: folder, TMPDIR, KUBECONFIG: kubeconfig, PYTHONPATH: here, ...own };
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
