// `onboard create-initial-users` beside the unmodified mas-devops, each on a simulated MAS of its own: the same tenant in
// both flows, whose end states must be equal, then the scenarios in which the two differ. `--only 9.0` runs one flow,
// `--only NAME` one scenario; `--users 50 --latency 20ms --sync-delay 2s` says how many users there are in a flow and how
// slow MAS is; `--write-docs` writes the table of scenarios into docs/explanation/beside-mas-devops.md.
import { parseArgs } from 'node:util';
import { setUpOrEnd, temporalCli } from '../setup.mjs';
import { compare } from './compare.mjs';
import { installPeer } from './install.mjs';
import { playScenario } from './scenario.mjs';
import { scenarios } from './scenarios/index.mjs';
import { cell, tableOf, writeDocs } from './table.mjs';

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    users: { type: 'string', default: '5' },
    latency: { type: 'string', default: '0' },
    'sync-delay': { type: 'string', default: '0' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const isAsked = (name) => asked.only === undefined || asked.only === name;
const flows = ['9.0', '9.1'].filter(isAsked);
const chosen = scenarios.filter(({ name }) => isAsked(name));
if (flows.length + chosen.length === 0) throw new Error(`--only: there is no flow or scenario ${asked.only}.`);

await setUpOrEnd();
const setting = { peer: await installPeer(), temporal: await temporalCli() };
const simulated = { latency: asked.latency, 'sync-delay': asked['sync-delay'] };
const failed = [];
for (const flow of flows) {
  if (!(await compare(flow, { users: Number(asked.users), simulated, ...setting }))) failed.push(flow);
}
const played = [];
for (const scenario of chosen) {
  const result = await playScenario(scenario, setting);
  played.push(result);
  tell(result);
  if (result.wrong.length > 0) failed.push(scenario.name);
}
if (asked['write-docs'] && asked.only === undefined && failed.length === 0) writeDocs(tableOf(played));
const count = flows.length + chosen.length;
console.log(
  `\n${count - failed.length} passed, ${failed.length} failed${failed.length === 0 ? '' : `: ${failed.join(', ')}`}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function tell(result) {
  const { scenario, wrong, said } = result;
  console.log(`\n${wrong.length === 0 ? '✓' : '✗'} ${scenario.name}: ${scenario.title}`);
  console.log(`  mas-devops: ${cell(result.former, result, 'former')}`);
  console.log(`  ours:       ${cell(result.ours, result, 'ours')}`);
  for (const reason of wrong) console.log(`  WRONG: ${reason}`);
  if (wrong.length > 0) console.log(said.slice(-6000));
}
