import { createServer } from 'node:net';

export interface Ports {
  readonly port: number;
  readonly uiPort: number;
}

/** The preferred ports when both are free, else two that the system gives. On 127.0.0.1 only. */
export async function freePorts(preferred: Ports | undefined): Promise<Ports> {
  if (preferred !== undefined) {
    const taken = await hold(preferred.port, preferred.uiPort);
    if (taken !== undefined) return taken;
  }
  const given = await hold(0, 0);
  if (given === undefined) throw new Error('The system gave no free port on 127.0.0.1.');
  return given;
}

/** Both are held open at once, so that they differ. */
async function hold(port: number, uiPort: number): Promise<Ports | undefined> {
  const first = await listen(port);
  const second = await listen(uiPort);
  await Promise.all([first?.close(), second?.close()]);
  return first === undefined || second === undefined ? undefined : { port: first.port, uiPort: second.port };
}

function listen(port: number): Promise<{ port: number; close(): Promise<void> } | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return resolve(undefined);
      const close = (): Promise<void> => new Promise((done) => server.close(() => done()));
      return resolve({ port: address.port, close });
    });
  });
}
