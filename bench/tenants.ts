import { inParallel } from '../src/client/temporal/in-parallel';
import { onStand } from './stand';

/** As many as a pipeline would start at once. */
const atOnce = 50;

/** `npm run bench -- tenants [TENANTS [USERS]]`: many small tenants at once on one worker, beside one tenant of as many users. */
export async function measureTenants([tenants = 200, users = 5]: readonly number[] = []): Promise<void> {
  await onStand({}, async (stand) => {
    const names = Array.from({ length: tenants }, (_, n) => `small-${n}`);
    const many = await stand.measure(async () => {
      await inParallel(names, atOnce, (tenant) => stand.run({ tenant, count: users }));
    });
    const one = await stand.measure(() => stand.run({ tenant: 'large', count: Math.min(tenants * users, 500) }));
    const total = tenants * users;
    const cpu = (many.workerMs + many.serverMs) / total;
    const oneCpu = (one.workerMs + one.serverMs) / Math.min(total, 500);
    const told = `${(total / (many.wallMs / 1_000)).toFixed(1)} users/s, CPU per user ${cpu.toFixed(1)} ms`;
    process.stdout.write(
      `${tenants} tenants of ${users}      ${told}: ${(cpu / oneCpu).toFixed(2)} times that of one tenant\n`,
    );
    process.stdout.write(`${JSON.stringify({ table: 'tenants', tenants, users, many, one })}\n`);
  });
}
