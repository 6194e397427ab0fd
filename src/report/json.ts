import { factsOf } from '../domain/failures/failures';
import type { RunReport, UserReport } from '../domain/report/report';

/** The whole report as JSON, with the remedy beside each failure. */
export async function* renderJson({ users, failedWith: _, ...head }: RunReport): AsyncGenerator<string> {
  yield `${JSON.stringify(head, undefined, 2).replace(/\n\}$/, '')},\n  "users": [`;
  let end = '';
  for await (const user of users) {
    yield `${end === '' ? '' : ','}\n    ${JSON.stringify(withRemedy(user), undefined, 2).replaceAll('\n', '\n    ')}`;
    end = '\n  ';
  }
  yield `${end}]\n}\n`;
}

function withRemedy(user: UserReport): object {
  const { failure } = user;
  return failure === undefined ? user : { ...user, failure: { ...failure, remedy: factsOf(failure.code).remedy } };
}
