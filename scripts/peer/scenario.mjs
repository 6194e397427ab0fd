import { isDeepStrictEqual } from 'node:util';
import { completeUsers, factsOf } from './facts.mjs';
import { environment, parameters, writeUsers } from './invocation.mjs';
import { once } from './plays.mjs';
import { openSecret } from './secret.mjs';
import { openStage, ours, start } from './stage.mjs';

/**
 * Plays a scenario with both tools, each on a MAS of its own; answers the facts of each, and what is not as expected.
 * A scenario: `users` (or the text of a file with those `wanted` in it, or a `secret`), `simulated` (options of the
 * simulator), `faults`, `extra` flags, `play` (default: the command is called once), and what is expected of `former` and
 * `ours`.
 */
export async function playScenario(scenario, { peer, temporal }) {
  const whole = { apps: appsOf(scenario), masVersion: '9.0', play: once, ...scenario };
  const cast = { wanted: wantedOf(whole), ...whole };
  const [former, own] = await bothOf([
    perform(peer, { ...cast, patienceMs: 25_000 }, temporal),
    perform(ours, { ...cast, patienceMs: 150_000 }, temporal),
  ]);
  const wrong = [
    ...differences('former tool', former.facts, scenario.former),
    ...differences('ours', own.facts, scenario.ours),
    ...(scenario.equal === true && !isDeepStrictEqual(former.state, own.state) ? ['the end states differ'] : []),
  ];
  const said = wrong.length === 0 ? '' : `${former.said}\n──\n${own.said}`;
  return { scenario: cast, former: former.facts, ours: own.facts, wrong, said };
}

/** When one fails, the other still takes down what it has put up. */
async function bothOf(performances) {
  await Promise.allSettled(performances);
  return Promise.all(performances);
}

function appsOf({ simulated = {} }) {
  return (simulated.apps ?? 'manage,facilities,iot').split(',');
}

/** Who is to be onboarded, in the end. */
function wantedOf({ users, secret }) {
  if (secret !== undefined) {
    const entries = Object.entries(secret);
    return entries.map(([email, value]) => ({ id: email, primary: value.startsWith('primary') }));
  }
  if (typeof users === 'string') return [];
  const of = (list, primary) => list.map(({ email, id = email }) => ({ id, primary }));
  const all = [...of(users.primary, true), ...of(users.secondary, false)];
  return all.filter(({ id }, n) => id !== undefined && all.findIndex((user) => user.id === id) === n);
}

async function perform(command, scenario, temporal) {
  const { masVersion, simulated = {}, faults = [], extra = [] } = scenario;
  const stage = await openStage({ 'mas-version': masVersion, ...simulated });
  const secret = scenario.secret === undefined ? undefined : await openSecret(scenario.secret);
  try {
    if (secret === undefined) writeUsers(stage, scenario.users);
    await stage.faults(faults);
    const given = { ...scenario, users: secret?.users };
    const line = [...command, ...parameters(stage, given), '--log-level', 'ERROR', ...extra];
    const run = (home) => start(line, stage, environment(stage, { temporal, home, aws: secret?.aws }));
    const { name, users, patienceMs } = scenario;
    const scene = {
      ...{ name, users, patienceMs, stage, secret, start: run },
      complete: async () => completeUsers(await stage.read('/__simulator/state'), scenario).length,
    };
    const ends = await scenario.play(scene);
    return { ...(await observe(ends, { stage, secret }, scenario)), said: ends.map(({ said }) => said).join('\n') };
  } finally {
    await secret?.close();
    await stage.close();
  }
}

async function observe(ends, { stage, secret }, scenario) {
  const state = await stage.read('/__simulator/state');
  const requests = await stage.read('/__simulator/requests');
  return { state, facts: factsOf(ends, { state, requests, secret: await secret?.entries() }, scenario) };
}

/** What is not as expected: `some` stands for a list that is not empty, an expression for a text. */
function differences(who, facts, expected) {
  return Object.entries(expected).flatMap(([name, value]) => {
    const shown = value instanceof RegExp ? String(value) : JSON.stringify(value);
    return meets(facts[name], value) ? [] : [`${who}: ${name} is ${JSON.stringify(facts[name])}, not ${shown}`];
  });
}

function meets(found, value) {
  if (value === 'some') return found.length > 0;
  if (value instanceof RegExp) return value.test(found);
  // Ids come in the order in which users were made.
  if (isTexts(value) && value.length === found.length) {
    return value.every((item) => found.includes(item));
  }
  return isDeepStrictEqual(found, value);
}

function isTexts(value) {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
