// Installs moto[server], which plays AWS Secrets Manager in the tests. Prints the server's path.
import { join } from 'node:path';
import { installPythonTool } from './python-tool.mjs';

console.log(join(await installPythonTool('moto', '5.2.5', '[server]'), 'moto_server'));
