import { z } from 'zod';
import { newKey } from '../../codec/keys';
import { type Bench, createBench } from '../bench/onboard';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.clear());

const token = 'a-token-of-thirty-two-characters';
const env = { KEY: newKey(), ONBOARD_CODEC_KEYS: 'k1=env:KEY', ONBOARD_CODEC_TOKEN: token };
const command = ['codec-server', '--port', '0', '--ui-origin', 'http://localhost:8233'];
const Ready = z.object({ url: z.string(), signIn: z.string(), uiOrigins: z.array(z.string()) });

it('prints one line when it is ready, answers holders of the token, and ends at SIGTERM', async () => {
  const server = bench.start(command, { env });
  const line = new Promise<string>((resolve) => server.child.stdout?.once('data', (text) => resolve(String(text))));
  const { url } = Ready.parse(JSON.parse(await line));
  const ask = (authorization: string) =>
    fetch(`${url}/decode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: '{"payloads":[]}',
    });
  expect([(await ask(`Bearer ${token}`)).status, (await ask('Bearer another')).status]).toEqual([200, 401]);
  server.child.kill('SIGTERM');
  const { code, stdout, stderr } = await server.ended;
  expect([code, stdout.trim().split('\n')]).toEqual([0, [expect.stringContaining(url)]]);
  expect(stdout + stderr).not.toContain(token);
});

it.each([
  ['no token', { ONBOARD_CODEC_TOKEN: '' }, 'ONBOARD_CODEC_TOKEN'],
  ['a short token', { ONBOARD_CODEC_TOKEN: 'short' }, 'fewer than 24 characters'],
  ['no key', { ONBOARD_CODEC_KEYS: '' }, 'no key to decrypt with'],
])('does not start with %s', async (_, missing, why) => {
  const { code, stderr } = await bench.onboard(command, { env: { ...env, ...missing } });
  expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
});
