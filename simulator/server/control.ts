import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type FaultBook, FaultList } from './faults';
import type { RequestLog } from './request-log';
import type { SimulatedSystem } from './system';

interface Controls {
  readonly system: SimulatedSystem;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** The faults that a reset puts back. */
  readonly initialFaults: FaultList;
}

const AfterQuery = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * The `/__simulator` calls: they need no authentication, for they answer to this machine only. They meet no fault and no
 * latency, and aren't logged. `GET requests?after=N` shows what came after request N.
 */
export function addControls(app: FastifyInstance, controls: Controls): void {
  const { system, faults, log, initialFaults } = controls;
  const here = { preHandler: localOnly };
  app.get('/__simulator/state', here, () => system.snapshot());
  app.get('/__simulator/requests', here, (request, reply) => {
    const query = AfterQuery.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ error: 'after must be the number of a request' });
    return log.entries().filter((entry) => entry.n > query.data.after);
  });
  app.post('/__simulator/faults', here, (request, reply) => {
    const list = parseFaults(request.body);
    if (!list.success) return reply.code(400).send({ error: 'invalid faults', details: details(list.error) });
    faults.replace(list.data);
    return { faults: list.data.length };
  });
  app.post('/__simulator/people', here, (request, reply) => {
    try {
      system.addPeople?.(jsonOf(request.body));
    } catch {
      return reply.code(400).send({ error: 'invalid people' });
    }
    return { added: system.addPeople !== undefined };
  });
  app.post('/__simulator/reset', here, () => {
    system.reset();
    faults.replace(initialFaults);
    log.clear();
    return { reset: true };
  });
}

async function localOnly(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (loopback.test(request.ip)) return;
  await reply.code(403).send({ error: 'the simulator is controlled from its own machine only' });
}

function parseFaults(body: unknown) {
  try {
    return FaultList.safeParse(jsonOf(body));
  } catch {
    return FaultList.safeParse(undefined);
  }
}

function jsonOf(body: unknown): unknown {
  return JSON.parse(typeof body === 'string' ? body : '');
}

function details(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => `${issue.path.join('.') || 'faults'}: ${issue.message}`);
}
