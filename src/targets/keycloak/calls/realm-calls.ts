import type { z } from 'zod';
import type { HttpAnswer, HttpRequest } from '../../../http/request';
import type { Service } from '../../connection/service';
import { refusals, rightTo } from './refusals';

interface Asked extends Pick<HttpRequest, 'path' | 'parts' | 'query'> {
  /** The call in words: `find user`. */
  readonly what: string;
  /** The role of realm-management that it takes. */
  readonly role: string;
}

interface Question<S extends z.ZodType> extends Asked {
  readonly schema: S;
}

interface Order extends Asked, Pick<HttpRequest, 'body'> {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** The statuses that are for the caller to judge. */
  readonly statuses: readonly number[];
}

/** Calls about one realm. Both throw `TargetError`; when `signal` aborts, its reason. */
export interface RealmCalls {
  /** What was read; `undefined` for a 404. */
  readonly read: <S extends z.ZodType>(question: Question<S>, signal?: AbortSignal) => Promise<z.infer<S> | undefined>;
  /** The answer, whose status is one of those asked for. */
  readonly write: (order: Order, signal?: AbortSignal) => Promise<HttpAnswer>;
}

export function createRealmCalls(session: Service, realm: string): RealmCalls {
  return {
    async read({ schema, role, ...question }, signal) {
      const { what, parts } = question;
      const answer = await session.send({ ...question, method: 'GET', parts: { realm, ...parts } }, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw refusals.unexpectedStatus(what, answer, rightTo(role));
      return refusals.parseBody(what, answer, schema);
    },
    async write({ statuses, role, ...order }, signal) {
      const { what, parts } = order;
      const answer = await session.send({ ...order, parts: { realm, ...parts } }, signal);
      if (statuses.includes(answer.status)) return answer;
      throw refusals.unexpectedStatus(what, answer, rightTo(role));
    },
  };
}
