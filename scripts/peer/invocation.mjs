import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The flags that both tools are given. */
export function parameters({ port }, { masVersion = '9.0', workspace = 'ws1', users = usersFile }) {
  const ports = ['--coreapi-port', '--admin-dashboard-port', '--manage-api-port'].flatMap((flag) => [flag, `${port}`]);
  const place = ['--mas-instance-id', 'inst1', '--mas-workspace-id', workspace, '--mas-version', masVersion];
  return [...place, ...ports, ...users];
}

const fileName = 'users.yaml';
const usersFile = ['--initial-users-yaml-file', fileName];

/** Writes the file of users; JSON is YAML. */
export function writeUsers({ folder }, users) {
  writeFileSync(join(folder, fileName), typeof users === 'string' ? users : JSON.stringify({ users }));
}

/** The environment that both tools are given. */
export function environment({ folder, kubeconfig }, { temporal, home = folder, aws = {} }) {
  const TMPDIR = join(home, 'tmp');
  mkdirSync(TMPDIR, { recursive: true });
  const own = { ONBOARD_TEMPORAL_CLI: temporal, XDG_STATE_HOME: home };
  return { PATH: process.env.PATH, HOME: home, TMPDIR, KUBECONFIG: kubeconfig, PYTHONPATH: here, ...own, ...aws };
}
