// The SDK requires the failure converter by its path: here it is a file of TypeScript.
const { readFileSync } = require('node:fs');

require.extensions['.ts'] = (module, file) => {
  const { ModuleKind, transpileModule } = require('typescript');
  const compilerOptions = { module: ModuleKind.CommonJS };
  module._compile(transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText, file);
};
