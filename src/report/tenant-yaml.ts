import { factsOf } from '../domain/failures/failures';
import type { RunReport, UserReport } from '../domain/report/report';
import { type UserKind, userKinds } from '../domain/tenant/user';

/** A tenant file of the report's users, each failed one below a comment that says why: to mend and give back. */
export function renderTenantYaml({ tenant, target, users }: RunReport): string {
  return [
    `tenant: ${scalar(tenant)}`,
    'target:',
    ...fields(target).map((field) => `  ${field}`),
    'users:',
    ...userKinds.flatMap((kind) => userList(users, kind)),
    '',
  ].join('\n');
}

function userList(users: readonly UserReport[], kind: UserKind): readonly string[] {
  const own = users.filter((user) => user.kind === kind);
  return own.length === 0 ? [`  ${kind}: []`] : [`  ${kind}:`, ...own.flatMap(entry)];
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
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function comment(text: string): string {
  return `    # ${text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')}`;
}
