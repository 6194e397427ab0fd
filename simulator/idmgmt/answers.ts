import type { Answer } from '../server/system';

export function ok(body: object): Answer {
  return { status: 200, body };
}

/** A JSON string, such as `"Count: 1"`. */
export function word(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(text) };
}

/** What a body gets that is not said to be JSON. */
export const notJson: Answer = { status: 415, body: 'Error: Unsupported Media Type' };

/** An error: text that begins with `Error`, at any status. */
export function errorText(status: number, what: string): Answer {
  return { status, body: `Error: ${what}` };
}
