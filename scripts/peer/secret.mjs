import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../build/checkout.mjs';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
const name = 'initial-users';

/** A simulated AWS Secrets Manager that holds these entries as one secret. */
export async function openSecret(entries) {
  const program = execFileSync(process.execPath, [join(root, 'scripts', 'python', 'moto.mjs')], {
    encoding: 'utf8',
  }).trim();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await address(child.stderr);
  const sdk = createRequire(import.meta.url)('@aws-sdk/client-secrets-manager');
  const client = new sdk.SecretsManagerClient({ region, endpoint, credentials });
  await client.send(new sdk.CreateSecretCommand({ Name: name, SecretString: JSON.stringify(entries) }));
  return {
    users: ['--initial-users-secret-name', name],
    aws: {
      ...{ AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_ENDPOINT_URL: endpoint },
      ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    },
    put: (next) => client.send(new sdk.PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(next) })),
    entries: async () =>
      JSON.parse(
        (await client.send(new sdk.GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSCURRENT' }))).SecretString,
      ),
    close: async () => {
      client.destroy();
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function address(stream) {
  const lines = createInterface({ input: stream });
  for await (const line of lines) {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (found === undefined) continue;
    // What else it says must not fill the pipe.
    stream.resume();
    return found;
  }
  throw new Error('The simulated AWS ended before it was ready.');
}
