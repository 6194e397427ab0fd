import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Simulator } from '../../simulator/start';
import { createHttpClient } from '../../src/http/client';
import { Secret } from '../../src/http/secret';

const Requests = z.array(
  z.object({
    n: z.number(),
    at: z.string(),
    method: z.string(),
    path: z.string(),
    user: z.string().nullable(),
    status: z.number().nullable(),
    effect: z.boolean(),
    /** The kind of the fault that the request met. */
    fault: z.string().nullable(),
  }),
);
export type LoggedRequest = z.infer<typeof Requests>[number];

/** The requests a simulator has seen since request `after`, with the faults that they met. */
export async function requestsSince({ url, certDir }: Simulator, after: number): Promise<LoggedRequest[]> {
  const ca = new Secret(readFileSync(join(certDir, 'ca.crt'), 'utf8'));
  const client = createHttpClient({ baseUrl: url, tls: { ca } });
  try {
    const query = { after: String(after) };
    const answer = await client.request({ method: 'GET', path: '/__simulator/requests', query });
    return Requests.parse(answer.body);
  } finally {
    client.close();
  }
}

/** The number of the last request. */
export async function lastRequest(simulator: Simulator): Promise<number> {
  return (await requestsSince(simulator, 0)).at(-1)?.n ?? 0;
}
