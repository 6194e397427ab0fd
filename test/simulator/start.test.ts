import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { startSimulator } from '../../simulator/start';
import { createCaller } from './caller';
import { logIn, openStand, password } from './stand';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'simulator-start-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('startSimulator', () => {
  it('tells where it listens, and nothing secret', async () => {
    const simulator = await startSimulator({ port: 0, certDir: dir, password });
    const told = JSON.stringify(simulator.ready);
    await simulator.close();
    expect(simulator.ready).toEqual({
      system: 'mas',
      url: `https://127.0.0.1:${simulator.port}`,
      port: simulator.port,
      instance: 'inst1',
      workspace: 'ws1',
      masVersion: '9.0',
      certDir: dir,
    });
    expect(told).not.toContain(password);
  });

  it('writes a worker configuration whose references open, and which holds no secret', async () => {
    const config = join(dir, 'onboard.config.yaml');
    const simulator = await startSimulator({ port: 0, certDir: dir, instance: 'inst7', writeConfig: config });
    const text = await readFile(config, 'utf8');
    const secret = await readFile(simulator.superuser.passwordFile, 'utf8');
    await simulator.close();
    expect(simulator.ready.config).toBe(config);
    expect(parse(text)).toEqual({
      targets: {
        mas: {
          inst7: {
            coreApi: simulator.url,
            adminDashboard: simulator.url,
            manageApi: simulator.url,
            superuser: {
              username: { file: join(dir, 'superuser-username') },
              password: { file: join(dir, 'superuser-password') },
            },
            ca: { file: join(dir, 'ca.crt') },
            manageCertificate: { cert: { file: join(dir, 'client.crt') }, key: { file: join(dir, 'client.key') } },
            requestsPerSecond: 500,
          },
        },
      },
    });
    expect(secret.length).toBeGreaterThan(20);
    expect(text).not.toContain(secret);
  });

  it('accepts the password it generated, and generates another one the next time', async () => {
    const passwords = [];
    for (const _ of [1, 2]) {
      const simulator = await startSimulator({ port: 0, certDir: dir });
      const caller = await createCaller(simulator);
      const generated = await readFile(simulator.superuser.passwordFile, 'utf8');
      const body = { username: await readFile(simulator.superuser.usernameFile, 'utf8'), password: generated };
      const got = await caller.call({ method: 'POST', path: '/logininitial', body });
      caller.close();
      await simulator.close();
      expect(got.status).toBe(200);
      passwords.push(generated);
    }
    expect(passwords[0]).not.toBe(passwords[1]);
  });

  it('keeps the password and the private keys to their owner', async () => {
    const simulator = await startSimulator({ port: 0, certDir: dir });
    await simulator.close();
    for (const file of ['superuser-password', 'server.key', 'client.key']) {
      expect((await stat(join(dir, file))).mode & 0o777).toBe(0o600);
    }
  });

  it('removes the certificate folder at the end when it made one itself', async () => {
    const simulator = await startSimulator({ port: 0 });
    expect((await stat(join(simulator.certDir, 'ca.crt'))).isFile()).toBe(true);
    await simulator.close();
    await expect(stat(simulator.certDir)).rejects.toThrow('ENOENT');
  });

  it('gives other names to callers elsewhere', async () => {
    const own = await mkdtemp(join(tmpdir(), 'simulator-start-'));
    const simulator = await startSimulator({ port: 0, certDir: own, host: '127.0.0.1', publicHost: 'mas.example' });
    await simulator.close();
    await rm(own, { recursive: true });
    expect(simulator.url).toBe(`https://mas.example:${simulator.port}`);
  });

  it('fails when the port is taken', async () => {
    const first = await startSimulator({ port: 0, certDir: dir });
    await expect(startSimulator({ port: first.port, certDir: dir })).rejects.toThrow('EADDRINUSE');
    await first.close();
  });

  it('lets go of the port when the configuration can not be written', async () => {
    const first = await startSimulator({ port: 0, certDir: dir });
    await first.close();
    const writeConfig = join(dir, 'no', 'such', 'folder.yaml');
    await expect(startSimulator({ port: first.port, certDir: dir, writeConfig })).rejects.toThrow('ENOENT');
    const again = await startSimulator({ port: first.port, certDir: dir });
    await again.close();
    expect(again.port).toBe(first.port);
  });

  it('refuses options that do not make sense', async () => {
    await expect(startSimulator({ certDir: dir, masVersion: '9.2' })).rejects.toThrow(/up to 9\.1/);
  });

  it('gives the same tokens, keys and users for the same seed, and others for another', async () => {
    const seen = [];
    for (const seed of [7, 7, 8]) {
      const stand = await openStand({ certDir: dir, seed, seedUsers: 5 });
      const { users } = await stand.state();
      seen.push(JSON.stringify([await logIn(stand.plain), await stand.apiKey(), users]));
      await stand.close();
    }
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).not.toBe(seen[2]);
  });
});
