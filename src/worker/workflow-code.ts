import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';
import type { Codec } from '../codec/codec';

/** What src/workflows/failure-converter.ts looks for; on the bundle's first line, so that the numbers of the others stay. */
const encodeFailures = 'globalThis.onboardEncodesFailures = true; ';

/** The workflows and how their payloads are written: of a prebuilt bundle, else the sources are bundled at start. */
export function workflowCode(
  { on, dataConverter }: Pick<Codec, 'on' | 'dataConverter'>,
  bundle = join(__dirname, '..', '..', 'workflow-bundle.js'),
): Pick<WorkerOptions, 'dataConverter' | 'workflowBundle' | 'workflowsPath'> {
  if (!existsSync(bundle)) return { dataConverter, workflowsPath: require.resolve('../workflows') };
  const workflowBundle = on ? { code: encodeFailures + readFileSync(bundle, 'utf8') } : { codePath: bundle };
  return { dataConverter, workflowBundle };
}
