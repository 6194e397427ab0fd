import { type FailureCode, factsOf } from './failures';

/** What the Web UI shows of a failed workflow, which has one line for it: code, what happened, what to do. */
export function failureWords(code: FailureCode, message: string): string {
  return `${code}: ${message} — ${factsOf(code).remedy}`;
}

/** What happened alone, of such words; other texts stay as they are. */
export function bareMessage(code: FailureCode, words: string): string {
  const [start, end] = [`${code}: `, ` — ${factsOf(code).remedy}`];
  return words.startsWith(start) && words.endsWith(end) ? words.slice(start.length, -end.length) : words;
}
