/** Where something stands in a file: line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly (string | number)[];

/**
 * One thing wrong with an input. `line` and `column` count from 1; both are 0 for a problem of the input as a whole or
 * of a flag. `path` names the field (`users.primary[3].email`) and never repeats its value.
 */
export interface Problem extends Place {
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** The outcome of something that may find problems instead. `remarks`: what was read otherwise than it is written, and what a target may not take. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly remarks?: readonly Problem[] }
  | { readonly ok: false; readonly problems: Problem[] };

/** How many problems `formatProblems` lists before it only counts. */
export const maxListedProblems = 50;

const printableKey = /^[\w$-]{1,40}$/;

/** `['users', 'primary', 3]` as `users.primary[3]`. A key that doesn't look like one could be a value in the wrong place: it isn't shown. */
export function formatPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${printableKey.test(part) ? part : '(key)'}`))
    .join('')
    .replace(/^\./, '');
}

/** A problem of the input as a whole. */
export function wholeProblem(message: string, hint?: string): Problem {
  return { line: 0, column: 0, path: '', message, ...(hint === undefined ? {} : { hint }) };
}

export function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

function formatProblem(problem: Problem, name: string): string {
  const place = problem.line === 0 ? name : `${name}:${problem.line}:${problem.column}`;
  const field = problem.path === '' ? '' : `${problem.path}: `;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${place}: ${field}${problem.message}${hint}`;
}

/** One line per problem, `tenant.yaml:12:14: users.primary[3].email: is not an e-mail address (hint)`; after fifty, the number of the rest. */
export function formatProblems(problems: readonly Problem[], name: string): string {
  const lines = problems.slice(0, maxListedProblems).map((problem) => formatProblem(problem, name));
  const rest = problems.length - lines.length;
  return [...lines, ...(rest > 0 ? [`${name}: and ${rest} more`] : [])].join('\n');
}
