import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePorts } from '../../src/embedded/free-ports';
import { createAuthority } from '../http/server/authority';
import { startHttpsServer } from '../http/server/https-server';

/** A write that took effect as far as its status says. */
export interface Write {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** scim2-server behind TLS, which it has not, and the worker configuration that reaches it. */
export interface RealScim {
  readonly configFile: string;
  readonly settings: object;
  /** The writes that came through the front, in their order. */
  readonly writes: readonly Write[];
  users(): Promise<readonly RealUser[]>;
  groups(): Promise<readonly RealGroup[]>;
  stop(): Promise<void>;
}

const token = 'of the tests 1';
const Listing = z.object({ Resources: z.array(z.unknown()).default([]), totalResults: z.int() });
const Values = z.array(z.object({ value: z.string() })).default([]);
const RealUser = z.looseObject({ id: z.string(), userName: z.string(), active: z.boolean(), roles: Values });
export type RealUser = z.infer<typeof RealUser>;
const RealGroup = z.looseObject({ id: z.string(), displayName: z.string(), members: Values });
export type RealGroup = z.infer<typeof RealGroup>;

/** What RFC 9865 adds is off by default; pages are small, so that there are some. */
export const pageSize = 7;
const offered = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 1_000 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: pageSize },
};

export async function startScim2Server(executable: string): Promise<RealScim> {
  const folder = mkdtempSync(join(tmpdir(), 'scim2-server-'));
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const { port } = await freePorts(undefined);
  const child = spawn(
    executable,
    [
      ...['--hostname', '127.0.0.1', '--port', String(port), '--bearer-token', token],
      ...['--service-provider-config', put('offered.json', JSON.stringify(offered))],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  // It says so when it serves.
  await once(child.stdout, 'data');
  const authority = createAuthority('Test CA');
  const writes: Write[] = [];
  const front = await startHttpsServer(authority.issue(['127.0.0.1']), (request, response) =>
    pass(request, response, { port, writes }),
  );
  const settings = {
    address: `${front.url}/v2`,
    token: { file: put('token', token) },
    ca: { file: put('ca.crt', authority.ca) },
    requestsPerSecond: 500,
  };
  const configFile = put('onboard.config.yaml', JSON.stringify({ targets: { scim: { inst1: settings } } }));
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const all: unknown[] = [];
    for (let isMore = true; isMore; ) {
      const answer = await fetch(`http://127.0.0.1:${port}/v2/${path}?startIndex=${all.length + 1}`, { headers });
      const { Resources, totalResults } = Listing.parse(await answer.json());
      all.push(...Resources);
      isMore = all.length < totalResults;
    }
    return all;
  };
  return {
    ...{ configFile, settings, writes },
    users: async () => z.array(RealUser).parse(await read('Users')),
    groups: async () => z.array(RealGroup).parse(await read('Groups')),
    async stop() {
      await front.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

interface Passage {
  readonly port: number;
  readonly writes: Write[];
}

/** A request goes on to its end, also when who asked has been killed: so it is with a service. */
function pass(request: IncomingMessage, response: ServerResponse, { port, writes }: Passage): void {
  const { method = '', url = '', headers } = request;
  const sent = forward({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    const { statusCode: status = 500 } = answer;
    if (method !== 'GET') writes.push({ method, path: url, status });
    response.writeHead(status, answer.headers);
    answer.pipe(response);
  });
  sent.on('error', () => response.destroy());
  request.pipe(sent);
}
