import type { Answer } from '../server/system';

export function ok(body: object): Answer {
  return { status: 200, body };
}

/** A JSON string, such as `"Count: 1"`. */
export function word(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(text) };
}

/** An error: text that begins with `Error`, at any status. */
export function errorText(status: number, what: string): Answer {
  return { status, body: `Error: ${what}` };
}
