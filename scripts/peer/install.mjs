import { join } from 'node:path';
import { installPythonTool } from '../python/python-tool.mjs';

/** The release that is compared with. */
export const version = '12.11.1';

/** Installs the unmodified package. Answers the command as program and arguments. */
export async function installPeer() {
  const programs = await installPythonTool('mas-devops', version);
  return [join(programs, 'python'), join(programs, 'mas-devops-create-initial-users-for-saas')];
}
