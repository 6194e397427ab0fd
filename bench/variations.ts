import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { type Cost, type Kind, onStand, type StandOptions } from './stand';

/** One thing that is measured, in turns with others. */
interface Variation extends StandOptions {
  readonly name: string;
}

const kinds: readonly (Variation & { readonly kind: Kind })[] = [
  { name: 'ours', kind: 'ours' },
  { name: 'floor', kind: 'bare' },
  { name: 'floor that sends', kind: 'sending' },
];

const key = { ONBOARD_CODEC_KEYS: 'bench=env:BENCH_CODEC_KEY', BENCH_CODEC_KEY: randomBytes(32).toString('base64') };

/** What is held against what: the first is what the others are told as multiples of. */
const tables: Readonly<Record<string, readonly Variation[]>> = {
  floor: [...kinds].reverse(),
  store: (['memory', 'file'] as const).flatMap((store) =>
    kinds.slice(0, 2).map((kind) => ({ ...kind, store, name: `${kind.name}, ${store}` })),
  ),
  workers: [1, 2, 4].map((workers) => ({ name: `${workers} workers`, workers })),
  codec: [{ name: 'readable' }, { name: 'encrypted', env: key }],
  latency: [0, 20, 200].map((latencyMs) => ({ name: `${latencyMs} ms a request`, latencyMs })),
};

export const variationNames = Object.keys(tables);

/**
 * `npm run bench -- floor|store|workers|codec|latency [USERS [ROUNDS]]`: what a user costs, in turns, each time on a server, a simulator
 * and workers of their own. `floor`: beside what Temporal costs without anything of ours (no-op activities in the same waves) and
 * beside the same with the same requests sent by Node's own https.
 */
export async function measureVariations(
  table: string,
  [users = 200, rounds = 2]: readonly number[] = [],
): Promise<void> {
  const variations = tables[table] ?? [];
  const costs = new Map<string, Counted[]>(variations.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variation of variations) costs.get(variation.name)?.push(await costOf(variation, users));
  }
  const means = [...costs].map(([name, each]) => ({ name, ...meanOf(each, users) }));
  const [base] = means;
  if (base === undefined) return;
  const columns = ['users/s', 'CPU ms', 'worker', 'server', 'simulator', 'speed', 'CPU'];
  const lines = means.map((mean) => {
    const { name, usersPerSecond, workerMs, serverMs, simulatorMs } = mean;
    const figures = [usersPerSecond, workerMs + serverMs, workerMs, serverMs, simulatorMs].map((of) => of.toFixed(1));
    const multiples = [usersPerSecond / base.usersPerSecond, (workerMs + serverMs) / (base.workerMs + base.serverMs)];
    return [name.padEnd(24), ...[...figures, ...multiples.map((of) => `${of.toFixed(2)} x`)].map(cell)].join('');
  });
  const title = [`${users} users, ${rounds} rounds`.padEnd(24), ...columns.map(cell)].join('');
  process.stdout.write(`${[title, ...lines, JSON.stringify({ table, users, rounds, means })].join('\n')}\n`);
  if (table === 'latency') tellBounds(means, users);
}

const cell = (text: string) => text.padStart(11);

interface Mean extends Omit<Cost, 'wallMs'> {
  readonly name: string;
  readonly usersPerSecond: number;
  readonly requests: number;
}

interface Counted extends Cost {
  readonly requests: number;
}

function costOf(variation: Variation, users: number): Promise<Counted> {
  return onStand(variation, async (stand) => {
    const before = await stand.requests();
    const cost = await stand.measure(() => stand.run({ tenant: 'bench', count: users }));
    return { ...cost, requests: (await stand.requests()) - before };
  });
}

function meanOf(costs: readonly Counted[], users: number): Omit<Mean, 'name'> {
  const mean = (of: (cost: Counted) => number) => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
  return {
    usersPerSecond: mean((cost) => users / (cost.wallMs / 1_000)),
    workerMs: mean((cost) => cost.workerMs / users),
    serverMs: mean((cost) => cost.serverMs / users),
    simulatorMs: mean((cost) => cost.simulatorMs / users),
    requests: mean((cost) => cost.requests / users),
  };
}

const inFlight = 20;

/** The time that nobody can beat: requests one after the other for each user in flight, or the work of all processes on all cores. */
function tellBounds(means: readonly Mean[], users: number): void {
  for (const [at, mean] of means.entries()) {
    const latencyMs = tables['latency']?.[at]?.latencyMs ?? 0;
    const cpuMs = mean.workerMs + mean.serverMs + mean.simulatorMs;
    const boundMs = users * Math.max((mean.requests * latencyMs) / inFlight, cpuMs / cpus().length);
    const wallMs = (users / mean.usersPerSecond) * 1_000;
    const told = `${(wallMs / boundMs).toFixed(2)} times max(requests x latency / ${inFlight}, CPU / cores)`;
    process.stdout.write(`${mean.name.padEnd(24)} ${mean.requests.toFixed(1)} requests a user; ${told}\n`);
  }
}
