// Installs scim2-server, a SCIM 2.0 service that we did not write. Prints the server's path.
import { join } from 'node:path';
import { installPythonTool } from './python-tool.mjs';

console.log(join(await installPythonTool('scim2-server', '0.8.3', '[cursor]'), 'scim2-server'));
