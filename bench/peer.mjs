// `npm run bench:peer`: fifty users of a tenant, onboarded by the unmodified mas-devops and by ours, each on a simulated MAS
// of its own with two applications, which takes 20 ms a request: once with a synchronisation of two seconds, once with none.
// `--ours` leaves the other out. Ratios within one run: machines differ.
import { parseArgs } from 'node:util';
import { onboardWith, tenantOf } from '../scripts/peer/compare.mjs';
import { installPeer, version } from '../scripts/peer/install.mjs';
import { ours } from '../scripts/peer/stage.mjs';
import { setUpOrEnd, temporalCli } from '../scripts/setup.mjs';

const { values: asked } = parseArgs({
  options: { users: { type: 'string', default: '50' }, ours: { type: 'boolean', default: false } },
});
const settings = [
  { 'sync-delay': '2s', wanted: 20 },
  { 'sync-delay': '0', wanted: 3 },
];

await setUpOrEnd();
const [peer, temporal] = [await installPeer(), await temporalCli()];
const users = tenantOf(Number(asked.users));
const slow = [];
for (const { wanted, ...pace } of settings) {
  const setting = {
    users,
    simulated: { latency: '20ms', apps: 'manage,facilities', ...pace },
    masVersion: '9.0',
    temporal,
  };
  const own = await measure(ours, setting);
  console.log(`--latency 20ms --sync-delay ${pace['sync-delay']}, ${asked.users} users`);
  console.log(`  ours              ${textOf(own)}`);
  if (asked.ours) continue;
  const theirs = await measure(peer, setting);
  console.log(`  mas-devops ${version} ${textOf(theirs)}`);
  const times = theirs.ms / own.ms;
  console.log(`  times as fast     ${times.toFixed(1)}`);
  if (times < wanted || own.requests.length > theirs.requests.length) slow.push(pace['sync-delay']);
}
process.exitCode = slow.length === 0 ? 0 : 1;

async function measure(command, setting) {
  const run = await onboardWith(command, setting);
  if (run.code !== 0) throw new Error(`it ended with ${run.code}: ${run.said}`);
  return run;
}

function textOf({ ms, requests }) {
  const [primary, secondary] = [mostOf(requests, users.primary), mostOf(requests, users.secondary)];
  const most = `at most ${primary} for a primary user, ${secondary} for a secondary one`;
  return `${(ms / 1000).toFixed(1)} s, ${requests.length} requests, ${most}`;
}

/** The most requests that are about one of these users. */
function mostOf(requests, people) {
  const ids = new Set();
  for (const { id, email } of people) ids.add(id ?? email);
  const counts = new Map();
  for (const { user } of requests) if (ids.has(user)) counts.set(user, (counts.get(user) ?? 0) + 1);
  return Math.max(...counts.values());
}
