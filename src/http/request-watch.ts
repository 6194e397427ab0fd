import type { HttpAnswer, HttpRequest } from './request';
import { HttpError, type HttpErrorKind } from './http-error';
import type { Turn } from './pace';

/** A request as it may be told: a path template, never what stands in its place. */
export type SentRequest = Pick<HttpRequest, 'method' | 'path'> & {
  /** `mas:inst1`. */
  readonly target: string;
};

/** A status, or why there was no answer that can be used; `stopped`: who asked no longer wanted one. */
export type RequestEnd = Pick<HttpAnswer, 'status'> | { readonly failure: HttpErrorKind | 'stopped' };

export type Waited = Pick<Turn, 'waitedMs' | 'waitedFor'>;

/** Who is told of requests: metrics, traces. */
export interface RequestListener {
  /** A request begins; the answer is told its end, once. */
  sent(request: SentRequest): (end: RequestEnd) => void;
  /** A request waited for its turn. */
  waited?(target: string, wait: Waited): void;
  /** The target asked not to be called for a while. */
  paused?(target: string): void;
}

/** Sees the requests to every target, and tells those who listen by then. */
export interface RequestWatch {
  at(target: string): TargetWatch;
  tell(listener: RequestListener): void;
}

/** Sees the requests to one target. */
export interface TargetWatch {
  watch<T extends Pick<HttpAnswer, 'status'>>(
    request: Pick<HttpRequest, 'method' | 'path'>,
    send: () => Promise<T>,
  ): Promise<T>;
  waited(wait: Waited): void;
  paused(): void;
}

export function createRequestWatch(): RequestWatch {
  const listeners: RequestListener[] = [];
  return {
    tell: (listener) => {
      listeners.push(listener);
    },
    at: (target) => ({
      async watch({ method, path }, send) {
        const ends = listeners.map((listener) => listener.sent({ target, method, path }));
        try {
          const answer = await send();
          for (const end of ends) end({ status: answer.status });
          return answer;
        } catch (error) {
          for (const end of ends) end({ failure: error instanceof HttpError ? error.kind : 'stopped' });
          throw error;
        }
      },
      waited: (wait) => {
        for (const listener of listeners) listener.waited?.(target, wait);
      },
      paused: () => {
        for (const listener of listeners) listener.paused?.(target);
      },
    }),
  };
}
