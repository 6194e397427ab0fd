import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Effect } from './faults';
import type { LoggedRequest } from './request-log';
import type { Answer } from './system';

interface Line {
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly entry: LoggedRequest;
}

interface Manner {
  readonly effect: Effect | undefined;
  readonly latencyMs: number;
  readonly closing: AbortSignal;
}

/** A drip of more pieces than this would not be slower to the eye, only dearer. */
const longestDrip = 100;

/** Sends an answer after the latency, in the manner of the fault: late, not at all, half of it, or in drops. */
export async function transmit(line: Line, answer: Answer, manner: Manner): Promise<void> {
  try {
    const late = manner.effect?.kind === 'delay' ? manner.effect.ms : 0;
    await rest(manner.latencyMs + late, manner.closing);
    await send(line, answer, manner);
  } catch {
    // The simulator is closing, or the caller has gone.
    line.socket.destroy();
  }
}

async function send({ response, socket, entry }: Line, answer: Answer, { effect, closing }: Manner): Promise<void> {
  if (effect?.kind === 'reset') {
    socket.destroy();
    return;
  }
  const payload = encode(answer.body);
  entry.status = answer.status;
  response.writeHead(answer.status, headersOf(answer, payload));
  if (effect?.kind === 'truncate') {
    truncate(response, socket, payload);
    return;
  }
  if (effect?.kind === 'drip') await drip(response, payload, { ms: effect.ms, closing });
  else response.write(payload);
  response.end();
}

/** Half of the body; where there is none nothing at all, for a head alone would be a whole answer. */
function truncate(response: ServerResponse, socket: Socket, payload: Buffer): void {
  const half = payload.subarray(0, Math.floor(payload.length / 2));
  if (half.length === 0) socket.destroy();
  else response.write(half, () => socket.destroy());
}

async function drip(response: ServerResponse, payload: Buffer, { ms, closing }: { ms: number; closing: AbortSignal }) {
  const size = Math.max(1, Math.ceil(payload.length / longestDrip));
  const drops = Math.max(1, Math.ceil(payload.length / size));
  response.flushHeaders();
  for (let drop = 0; drop < drops && !response.destroyed; drop += 1) {
    await rest(ms / drops, closing);
    response.write(payload.subarray(drop * size, (drop + 1) * size));
  }
}

async function rest(ms: number, closing: AbortSignal): Promise<void> {
  closing.throwIfAborted();
  if (ms > 0) await pause(ms, undefined, { signal: closing });
}

function encode(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function headersOf(answer: Answer, payload: Buffer): Record<string, string> {
  const type = typeof answer.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const length = answer.status === 204 || answer.status === 304 ? {} : { 'content-length': String(payload.length) };
  const given = Object.entries(answer.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  return { ...(answer.body === undefined ? {} : { 'content-type': type }), ...length, ...Object.fromEntries(given) };
}
