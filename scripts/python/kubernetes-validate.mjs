// Installs kubernetes-validate, which knows what the Kubernetes API allows. Prints the program's path.
import { join } from 'node:path';
import { installPythonTool } from './python-tool.mjs';

console.log(join(await installPythonTool('kubernetes-validate', '1.37.0'), 'kubernetes-validate'));
