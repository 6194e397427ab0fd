import { parseTenantFile } from '../../../src/input/tenant/tenant-file';
import { formatProblems, type Problem } from '../../../src/input/text/problem';
import type { TargetFlags } from '../../../src/input/tenant/target-flags';

export const plainFlags: TargetFlags = { instance: 'inst1', workspace: 'ws1' };

/** A native tenant file whose primary users are the given lines of YAML. */
export function tenantWith(...users: readonly string[]): string {
  const head = 'tenant: acme\ntarget: { system: mas, instance: inst1, workspace: ws1 }\nusers:\n  primary:\n';
  return `${head}${users.map((user) => `    - ${user}\n`).join('')}  secondary: []\n`;
}

export const ada = '{ email: ada@acme.example, given_name: Ada, family_name: Lovelace }';

/** The problems of a text, one formatted line each; none when it is accepted. */
export function problemsOf(text: string | Buffer, flags: TargetFlags = {}): string[] {
  const parsed = parseTenantFile(Buffer.from(text), flags);
  return parsed.ok ? [] : formatProblems(parsed.problems, 'tenant.yaml').split('\n');
}

/** The problems whose field is `path`. */
export function problemsAt(text: string, path: string): Problem[] {
  const parsed = parseTenantFile(Buffer.from(text));
  return parsed.ok ? [] : parsed.problems.filter((problem) => problem.path === path);
}
