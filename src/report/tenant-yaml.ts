import { factsOf } from '../domain/failures/failures';
import type { RunReport, UserReport } from '../domain/report/report';
import { escapedAsJson } from '../domain/report/harmless';
import { type UserKind, userKinds } from '../domain/tenant/user';

/** A tenant file of the report's users, each failed one below a comment that says why: to mend and give back. Reads them once for each list. */
export async function* renderTenantYaml({ tenant, target, users }: RunReport): AsyncGenerator<string> {
  yield lines([`tenant: ${scalar(tenant)}`, 'target:', ...fields(target).map((field) => `  ${field}`), 'users:']);
  for (const kind of userKinds) yield* userList(users, kind);
}

async function* userList(users: RunReport['users'], kind: UserKind): AsyncGenerator<string> {
  let empty = true;
  for await (const user of users) {
    if (user.kind !== kind) continue;
    yield lines([...(empty ? [`  ${kind}:`] : []), ...entry(user)]);
    empty = false;
  }
  if (empty) yield lines([`  ${kind}: []`]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function entry({ record, failure }: UserReport): readonly string[] {
  const item = `    - { ${fields(record).join(', ')} }`;
  if (failure === undefined) return [item];
  const { step, code, message } = failure;
  return [comment(`${code} at ${step}: ${message}`), comment(`what to do: ${factsOf(code).remedy}`), item];
}

function fields(values: object): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    return typeof value === 'string' ? [`${name}: ${scalar(value)}`] : [];
  });
}

/** A JSON string is a double-quoted YAML scalar; line ends that only YAML knows are escaped, too. */
function scalar(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escapedAsJson);
}

function comment(text: string): string {
  return `    # ${text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')}`;
}
