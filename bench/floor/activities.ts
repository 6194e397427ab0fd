import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';

/** The steps of a user of MAS with the applications manage and facilities, as far as a floor needs them. */
export interface FloorActivities {
  prepare(): Promise<void>;
  create(id: string, isPrimary: boolean): Promise<void>;
  link(id: string): Promise<void>;
  join(id: string, isPrimary: boolean): Promise<void>;
  grant(id: string, application: string, role: string): Promise<void>;
  synchronise(id: string): Promise<void>;
  group(id: string): Promise<void>;
  release(): Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

/** Activities that do nothing. */
export const bare: FloorActivities = {
  ...{ prepare: nothing, create: nothing, link: nothing, join: nothing, grant: nothing },
  ...{ synchronise: nothing, group: nothing, release: nothing },
};

/** Where the simulator answers, and the folder with its certificates and the superuser. */
export interface Place {
  readonly url: string;
  readonly certDir: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Activities that send the requests of ours by Node's own https, and look at no answer more than they must. */
export function sending({ url, certDir }: Place): FloorActivities {
  const read = (name: string) => readFileSync(`${certDir}/${name}`, 'utf8').trim();
  const identity = { ca: read('ca.crt'), cert: read('client.crt'), key: read('client.key') };
  const agent = new Agent({ ...identity, keepAlive: true, maxSockets: 50 });
  let token: Promise<string> | undefined;
  let key: Promise<string> | undefined;

  const send = async (path: string, { method = 'GET', headers = {}, body }: Sent = {}) => {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const about =
      json === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
    return new Promise<string>((resolve, reject) => {
      const sent = request(new URL(path, url), { agent, method, headers: { ...headers, ...about } }, (answer) => {
        text(answer).then(resolve, reject);
      });
      sent.on('error', reject);
      sent.end(json);
    });
  };
  const logIn = async () => {
    const body = { username: read('superuser-username'), password: read('superuser-password') };
    return field(await send('/logininitial?verify=False', { method: 'POST', body }), 'token');
  };
  const core = async (path: string, sent: Sent = {}) => {
    token ??= logIn();
    return send(path, { ...sent, headers: { 'x-access-token': await token } });
  };
  const keys = '/maximo/api/os/mxapiapikey?ccm=1&lean=1';
  const makeKey = async () => {
    await send(keys, { method: 'POST', body: { expiration: -1, userid: 'MAXADMIN' } });
    const listed = await send(`${keys}&oslc.select=*&oslc.where=${encodeURIComponent('userid="MAXADMIN"')}`);
    return field(listed, 'apikey');
  };
  const manage = async (path: string, sent: Sent = {}) => {
    key ??= makeKey();
    return send(path, { ...sent, headers: { ...sent.headers, apikey: await key } });
  };
  const user = (id: string) => `/v3/users/${encodeURIComponent(id)}`;
  const put = { method: 'PUT' } as const;
  return {
    prepare: async () => {
      for (const path of ['', '/manage', '/facilities']) await core(`/workspaces/ws1/applications${path}`);
    },
    create: async (id, isPrimary) => {
      await core(user(id));
      await core('/v3/users', { method: 'POST', body: userOf(id, isPrimary) });
    },
    link: async (id) => {
      await core(user(id));
      await core(`${user(id)}/idps/local?emailPassword=true`, { ...put, body: { idpUserId: id } });
    },
    join: async (id, workspaceAdmin) => {
      await core(`${user(id)}/workspaces`);
      await core(`/workspaces/ws1/users/${encodeURIComponent(id)}`, {
        ...put,
        body: { permissions: { workspaceAdmin } },
      });
    },
    grant: async (id, application, role) => {
      const permission = `/workspaces/ws1/applications/${application}/users/${encodeURIComponent(id)}`;
      await core(permission);
      await core(permission, { ...put, body: { role } });
    },
    synchronise: async (id) => {
      await core(user(id));
    },
    group: async (id) => {
      const where = (what: string) => `oslc.where=${encodeURIComponent(what)}`;
      await manage(`/maximo/api/os/mxapigroup?ccm=1&lean=1&oslc.select=maxgroupid&${where('groupname="MAXADMIN"')}`);
      await manage(`/maximo/api/os/mxapigroup/1/groupuser?lean=1&${where(`userid="${id}"`)}`);
      const headers = { 'x-method-override': 'PATCH', patchtype: 'MERGE' };
      await manage('/maximo/api/os/mxapigroup/1?lean=1', {
        method: 'POST',
        headers,
        body: { groupuser: [{ userid: id }] },
      });
    },
    release: async () => undefined,
  };
}

function userOf(id: string, isPrimary: boolean) {
  const permissions = { systemAdmin: false, userAdmin: isPrimary, apikeyAdmin: false };
  const entitlement = isPrimary
    ? { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true }
    : { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true };
  const emails = [{ value: id, type: 'Work', primary: true }];
  const name = { displayName: 'User N', givenName: 'User', familyName: 'N' };
  const account = { id, status: { active: true }, username: id, owner: 'local', issuer: 'local' };
  return { ...account, ...name, emails, phoneNumbers: [], addresses: [], permissions, entitlement };
}

function field(json: string, name: string): string {
  const found = new RegExp(`"${name}":"([^"]+)"`).exec(json)?.[1];
  if (found === undefined) throw new Error(`the simulator answered no ${name}`);
  return found;
}
