import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** Where a worker finds the simulator and the files that it needs; all paths absolute. */
export interface Reach {
  readonly instance: string;
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly usernameFile: string;
  readonly passwordFile: string;
}

/** Writes the worker configuration (design, section 4) that reaches the simulator. It holds references, no secret. */
export async function writeWorkerConfiguration(path: string, reach: Reach): Promise<void> {
  const target = {
    coreApi: reach.url,
    adminDashboard: reach.url,
    manageApi: reach.url,
    superuser: { username: { file: reach.usernameFile }, password: { file: reach.passwordFile } },
    ca: { file: reach.ca },
    manageCertificate: { cert: { file: reach.cert }, key: { file: reach.key } },
    // A simulator needs no protection, and a rehearsal should not wait for one.
    requestsPerSecond: 500,
  };
  await writeFile(path, stringify({ targets: { mas: { [reach.instance]: target } } }));
}
