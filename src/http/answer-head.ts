import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';

/** What an answer says before its body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly request: ClientRequest;
}

export interface HeadWatch {
  /** What axios sends with, in place of Node's own module. */
  readonly transport: object;
  /** The head of the answer, once it is there. */
  readonly head: () => AnswerHead | undefined;
}

/** Sends as Node does, and keeps the head of the answer: axios forgets it when something is wrong with the body. */
export function watchHead(onHead: (head: AnswerHead) => void): HeadWatch {
  let found: AnswerHead | undefined;
  const send = (options: RequestOptions, answered: (message: IncomingMessage) => void): ClientRequest => {
    const sent = request(options, (message) => {
      found = { status: message.statusCode ?? 0, headers: message.headers, request: sent };
      onHead(found);
      answered(message);
    });
    return sent;
  };
  return { transport: { request: send }, head: () => found };
}
