import { drainSecret } from '../../src/sources/drain-secret';
import { readAwsSecret } from '../../src/sources/read-aws-secret';
import { type LoggingProxy, startLoggingProxy } from '../proxy/logging-proxy';
import { findPythonTool } from '../system/python-tool';
import { awsEnvironment, type Moto, startMoto } from './moto';

const executable = findPythonTool('moto');
const withMoto = executable === undefined ? describe.skip : describe;

withMoto('AWS behind a proxy', () => {
  let moto: Moto;
  let proxy: LoggingProxy;

  beforeAll(async () => {
    Object.assign(process.env, awsEnvironment);
    moto = await startMoto(executable ?? '');
    proxy = await startLoggingProxy();
    process.env['http_proxy'] = proxy.url.replace('//', '//user:word@');
  });
  afterAll(async () => {
    delete process.env['http_proxy'];
    await proxy.close();
    await moto.stop();
  });

  it('is asked through it, as a name that only the proxy knows; this machine is not', async () => {
    const { port } = new URL(moto.endpoint);
    const endpoint = `http://secrets.aws.example:${port}`;
    const { ARN: arn } = { ARN: await moto.create('behind', { 'ada@acme.example': 'primary,Ada,Lovelace' }) };
    expect(await readAwsSecret('behind', { endpoint })).toMatchObject({ source: { arn }, users: { ok: true } });
    const record = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };
    const signal = new AbortController().signal;
    const drain = { source: { arn }, users: [{ kind: 'primary', record }] } as const;
    expect(await drainSecret(drain, { writer: 'run-1', signal }, { endpoint, listed: 'any' })).toEqual({ removed: 1 });
    expect(new Set(proxy.seen)).toEqual(new Set([`POST ${endpoint}/`]));
    expect(new Set(proxy.logins)).toEqual(new Set(['user:word']));

    const before = proxy.seen.length;
    expect(await readAwsSecret('behind', { endpoint: moto.endpoint })).toMatchObject({ source: { arn } });
    expect(proxy.seen).toHaveLength(before);
  });
});
