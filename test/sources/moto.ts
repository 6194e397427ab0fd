import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** What becomes of a call: `pass` (default), `deny` it, answer as of a secret without a value, or `lose` its answer after it took effect. */
export type Fate = 'pass' | 'deny' | 'without-value' | 'lose';
/** Decides by the name of the operation (`PutSecretValue`) and how many of them came before. */
export type Fates = (operation: string, before: number) => Fate | Promise<Fate>;

/** moto behind a door that records calls and can make them fail. */
export interface Moto {
  /** The end point to talk to. */
  readonly endpoint: string;
  /** The operations that came through the door since the fates were set. */
  calls(): string[];
  decide(fates: Fates): void;
  create(name: string, entries: object | string): Promise<string>;
  put(name: string, entries: object): Promise<void>;
  markForDeletion(name: string): Promise<void>;
  entries(name: string): Promise<unknown>;
  versions(name: string): Promise<number>;
  stop(): Promise<void>;
}

export const awsEnvironment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_EC2_METADATA_DISABLED: 'true',
} as const;

export async function startMoto(executable: string): Promise<Moto> {
  const child = spawn(executable, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const backend = await addressSaid(child.stderr);
  const door: Passage['door'] = { calls: [], fates: () => 'pass' };
  const server = createServer((request, response) => void pass(request, response, { backend, door }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const client = new SecretsManagerClient({ region: 'eu-central-1', endpoint: backend, credentials });
  return {
    endpoint,
    calls: () => door.calls,
    decide: (fates) => {
      door.calls = [];
      door.fates = fates;
    },
    create: async (Name, entries) => {
      const SecretString = typeof entries === 'string' ? entries : JSON.stringify(entries);
      return (await client.send(new CreateSecretCommand({ Name, SecretString }))).ARN ?? '';
    },
    put: async (SecretId, entries) => {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(entries) }));
    },
    markForDeletion: async (SecretId) => {
      await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    },
    entries: async (SecretId) => {
      const found = await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
      return JSON.parse(found.SecretString ?? '');
    },
    versions: async (SecretId) =>
      (await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }))).Versions?.length ?? 0,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

async function addressSaid(output: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  for await (const text of output) {
    said += String(text);
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (found === undefined) continue;
    return found;
  }
  throw new Error(`moto did not start: ${said}`);
}

interface Passage {
  readonly backend: string;
  readonly door: { calls: string[]; fates: Fates };
}

// The second: what AWS says, github.com/aws/aws-sdk-js-v3/issues/7701; moto itself says that there is no such secret.
const refusals = {
  deny: { __type: 'AccessDeniedException', Message: 'User: arn:aws:iam::1:user/ada is not' },
  'without-value': {
    __type: 'ResourceNotFoundException',
    Message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  },
} as const;

async function pass(request: IncomingMessage, response: ServerResponse, { backend, door }: Passage): Promise<void> {
  const operation = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
  const before = door.calls.filter((name) => name === operation).length;
  door.calls.push(operation);
  const fate = await door.fates(operation, before);
  if (fate === 'deny' || fate === 'without-value') {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(refusals[fate]));
    return;
  }
  const { method, headers } = request;
  const sent = forward(`${backend}${request.url ?? '/'}`, { method, headers }, (answer) => {
    if (fate === 'lose') {
      answer.resume().once('end', () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  request.pipe(sent);
}
