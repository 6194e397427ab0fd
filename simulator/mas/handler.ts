import type { z } from 'zod';
import type { Answer, Call } from '../server/system';
import type { World } from './world';

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** An error as the core API words it. Only the codes that the contract names are codes; all else is prose. */
export function coreError(status: number, message: string): Answer {
  return { status, body: { exception: { message } } };
}

/** An error as Manage words it; `reasonCode` only where the contract names one. */
export function manageError(status: number, message: string, reasonCode?: string): Answer {
  const code = reasonCode === undefined ? {} : { reasonCode };
  return { status, body: { Error: { ...code, message, statusCode: String(status) } } };
}

export type Handler = (world: World, call: Call) => Answer;
type BodyHandler<Body> = (world: World, call: Call, body: Body) => Answer;

/** Runs `act` with a body of the core API that satisfies `schema`; any other is refused with 400. */
export function withCoreBody<Body>(schema: z.ZodType<Body>, act: BodyHandler<Body>): Handler {
  return (world, call) => {
    const body = schema.safeParse(call.body);
    return body.success ? act(world, call, body.data) : coreError(400, faultsOf(body.error));
  };
}

/** The same for Manage. */
export function withManageBody<Body>(schema: z.ZodType<Body>, act: BodyHandler<Body>): Handler {
  return (world, call) => {
    const body = schema.safeParse(call.body);
    return body.success ? act(world, call, body.data) : manageError(400, faultsOf(body.error));
  };
}

function faultsOf(error: z.ZodError): string {
  const faults = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return `The request body is not valid. ${faults.join('; ')}`;
}

/** A part of the path. The route's template has it, so an empty text means no such thing. */
export function part(call: Call, name: string): string {
  return call.params[name] ?? '';
}
