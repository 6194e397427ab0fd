import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The path of a tool that a script installs; undefined, said loudly, where this machine has no Python. */
export function findPythonTool(name: 'moto' | 'kubernetes-validate' | 'scim2-server'): string | undefined {
  try {
    return execFileSync(process.execPath, [join(__dirname, '..', '..', 'scripts', 'python', `${name}.mjs`)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 3) return undefined;
    throw error;
  }
}
