import { z } from 'zod';
import { type FailureCode, isFailureCode } from '../../domain/failures/failures';
import { departureSteps } from '../../domain/run/departure';
import { steps } from '../../domain/run/plan';
import type { KeptUser } from '../../domain/run/outcome';
import { UserRecord, userKinds } from '../../domain/tenant/user';
import { firstValue, lastEventsOf } from './raw-history';
import type { Temporal } from '../temporal/connect';
import type { RunId } from '../temporal/run-ref';

const RunSteps = z.enum([...steps, ...departureSteps]);
const Code = z.custom<FailureCode>((value) => isFailureCode(value));
const State = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['pending', 'running', 'cancelled', 'skipped']) }),
  z.object({ status: z.literal('completed'), changed: z.array(RunSteps) }),
  z.object({
    status: z.literal('failed'),
    step: z.enum([...steps, ...departureSteps, 'unknown']),
    ...{ code: Code, message: z.string(), attempts: z.number() },
  }),
]);
const Kept = z.array(
  z.object({
    ...{ key: z.string(), kind: z.enum(userKinds), record: UserRecord },
    ...{ state: State, at: z.number(), came: UserRecord.optional() },
  }),
);

/** What is kept is among the last events of a slice that ended by itself. */
const lastEvents = 10;

/**
 * What became of the users of a closed slice, as its history keeps it; undefined for one that could not write it down, or that
 * Temporal has forgotten. No worker is needed. Throws `ClientError`, and `CodecError` for what cannot be read.
 */
export async function keptUsers(temporal: Temporal, slice: RunId): Promise<readonly KeptUser[] | undefined> {
  for (const { markerRecordedEventAttributes: marker } of await lastEventsOf(temporal, slice, lastEvents)) {
    if (!marker) continue;
    const kept = Kept.safeParse(await firstValue(temporal, marker.details?.['result']?.payloads));
    if (kept.success) return kept.data.map(({ came, ...user }) => ({ ...user, ...(came !== undefined && { came }) }));
  }
  return undefined;
}
