import type { MasApi } from '../../../../src/targets/mas/parts/connection';

/** An answer that MAS gives to a call: method, path, status, body. */
type Given = readonly [method: string, path: string, status: number, body?: unknown];

/** One expectation: what MAS answers, what is asked of it, and what comes of that. */
export type Line = readonly [
  what: string,
  answers: readonly Given[],
  call: (mas: MasApi) => Promise<unknown>,
  /** What the call answers, `none` for undefined; or the code that it throws. */
  comes: unknown,
];

export const none = Symbol('none');

export const failed = (code: string) => ({ code });
