import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Secret } from '../../../src/http/secret';
import { createScim } from '../../../src/targets/scim/scim';
import type { ScimDeps } from '../../../src/targets/scim/session';
import { ScimRef, ScimSettings } from '../../../src/targets/scim/settings';
import type { Person } from '../../../src/domain/tenant/person';
import { type Target, TargetError } from '../../../src/targets/contract/target';
import { createAuthority } from '../../http/server/authority';
import { startHttpsServer } from '../../http/server/https-server';
import { createSkippingClock } from '../mas/rig';

/** A request, as a service that a test writes sees it. */
export interface Asked {
  readonly call: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export type Reply = readonly [status: number, body?: unknown, headers?: Readonly<Record<string, string>>];
/** By `GET /Users`; a function decides by the request. */
export type Script = Readonly<Record<string, Reply | ((asked: Asked) => Reply)>>;

/** A SCIM service that says what a test wants: what the simulator, which keeps to the standard, never would. */
export interface ScriptedScim {
  readonly asked: Asked[];
  /** What it answers from now on; what is not named is 404. Forgets what was asked. */
  play(script: Script): void;
  target(ref?: object): Target;
  deps(change?: object): ScimDeps;
  /** What the token is that the configuration names. */
  token: string;
  close(): Promise<void>;
}

export const offered = { patch: { supported: true }, filter: { supported: true }, etag: { supported: true } };

export async function startScriptedScim(): Promise<ScriptedScim> {
  const authority = createAuthority('Test CA');
  let script: Script = {};
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams: query } = new URL(url, 'https://x.example');
    const call = `${method} ${pathname.replace('/scim', '')}`;
    const sent = await text(request);
    const isJson = headers['content-type']?.includes('json') === true;
    const entry = { call, query, headers, body: isJson ? JSON.parse(sent) : sent };
    asked.push(entry);
    const found = script[call] ?? [404];
    const [status, body, own = {}] = typeof found === 'function' ? found(entry) : found;
    response.writeHead(status, { 'content-type': 'application/scim+json', ...own });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const server = await startHttpsServer(authority.issue(['127.0.0.1']), (request, response) => {
    void answer(request, response);
  });
  const scim: ScriptedScim = {
    asked,
    token: 'first',
    play(next) {
      script = { 'GET /ServiceProviderConfig': [200, offered], ...next };
      asked.length = 0;
    },
    deps: (change = {}) => ({
      settings: ScimSettings.parse({
        ...{ address: `${server.url}/scim`, token: { file: '/token' }, ca: { file: '/ca' }, requestsPerSecond: 1_000 },
        ...change,
      }),
      openSecret: async (reference) => {
        const file = 'file' in reference ? reference.file : '';
        return new Secret(file === '/ca' ? authority.ca : file === '/token' ? scim.token : file);
      },
      clock: createSkippingClock(),
    }),
    target: (ref = {}) => createScim(scim.deps())(ScimRef.parse({ system: 'scim', instance: 'inst1', ...ref })),
    close: () => server.close(),
  };
  return scim;
}

export const ada: Person = { id: 'Ada "A" Byron', email: 'ada@acme.example', givenName: 'Ada', familyName: 'Byron' };
export const user = {
  ...{ id: '7', userName: ada.id, active: true, emails: [{ value: ada.email }] },
  ...{ name: { givenName: 'Ada', familyName: 'Byron' }, meta: { version: 'W/"3"' } },
};
export const listOf = (...found: object[]): Reply => [200, { totalResults: found.length, Resources: found }];
export const nobody = listOf();

export const there: Script = { 'GET /Users': listOf(user), 'GET /Users/7': [200, user] };

/** The code and the words of a failure; `none` where there is none. */
export async function codeOf(run: Promise<unknown>): Promise<[string, string]> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof TargetError ? [error.code, error.message] : ['none', String(error)];
}
