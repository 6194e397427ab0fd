import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator, SimulatorInput } from '../../simulator/start';
import { type Caller, clientIdentity, createCaller, type Got, type Sent } from './caller';
import { startTestSimulator } from '../system/simulator';

/** A simulator and the ways to call it; `certified` presents the client certificate, `plain` none. */
export interface Stand {
  readonly simulator: Simulator;
  readonly plain: Caller;
  readonly certified: Caller;
  /** Calls the core API with a token of the superuser. */
  core(sent: Sent): Promise<Got>;
  /** A new API key of MAXADMIN, or the one there is. */
  apiKey(): Promise<string>;
  state(): Promise<State>;
  requests(): Promise<readonly Logged[]>;
  faults(list: unknown): Promise<Got>;
  close(): Promise<void>;
}

export interface State {
  readonly users: Readonly<Record<string, ShownUser>>;
  readonly apiKeys: number;
}

interface ShownUser {
  readonly record: Readonly<Record<string, unknown>>;
  readonly identityProviders: readonly string[];
  readonly workspaces: Readonly<Record<string, unknown>>;
  readonly roles: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly invitations: number;
}

export interface Logged {
  readonly n: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly status: number | null;
  readonly effect: boolean;
  readonly fault: string | null;
}

export const password = 'correct horse';
export const manage = '/maximo/api/os';

/** Starts a simulator on any free port. Stands that share `certDir` share their certificates, which take time to make. */
export async function openStand(input: SimulatorInput = {}): Promise<Stand> {
  const simulator = await startTestSimulator({ password, ...input });
  const plain = await createCaller(simulator);
  const certified = await createCaller(simulator, { identity: await clientIdentity(simulator) });
  const token = await logIn(plain);
  return {
    simulator,
    plain,
    certified,
    core: (sent) => plain.call({ ...sent, headers: { 'x-access-token': token, ...sent.headers } }),
    apiKey: () => apiKey(certified),
    state: async () => read<State>(await plain.call({ path: '/__simulator/state' })),
    requests: async () => read<readonly Logged[]>(await plain.call({ path: '/__simulator/requests' })),
    faults: (list) => plain.call({ method: 'POST', path: '/__simulator/faults', body: list }),
    close: async () => {
      plain.close();
      certified.close();
      await simulator.close();
    },
  };
}

export async function logIn(caller: Caller): Promise<string> {
  const got = await caller.call({
    method: 'POST',
    path: '/logininitial?verify=False',
    body: { username: 'superuser', password },
  });
  return read<{ token: string }>(got).token;
}

/** The answer's JSON, as the shape that the test goes on to look at. */
export function read<Shape>(got: Got): Shape {
  return JSON.parse(got.text);
}

/** A folder for certificates, and the way to remove it. */
export async function certificateFolder(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'simulator-test-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

async function apiKey(caller: Caller): Promise<string> {
  await caller.call({
    method: 'POST',
    path: `${manage}/mxapiapikey?ccm=1&lean=1`,
    body: { expiration: -1, userid: 'MAXADMIN' },
  });
  const where = encodeURIComponent('userid="MAXADMIN"');
  const found = await caller.call({ path: `${manage}/mxapiapikey?ccm=1&lean=1&oslc.select=*&oslc.where=${where}` });
  return read<{ member: { apikey: string }[] }>(found).member[0]?.apikey ?? '';
}
