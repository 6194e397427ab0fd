import { createServer } from 'node:net';
import { freePorts } from '../../src/embedded/free-ports';

it('gives two different ports', async () => {
  const { port, uiPort } = await freePorts(undefined);
  expect(port).not.toBe(uiPort);
});

it('gives the preferred ports while both are free, and others when one is taken', async () => {
  const preferred = await freePorts(undefined);
  expect(await freePorts(preferred)).toEqual(preferred);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(preferred.uiPort, '127.0.0.1', resolve));
  expect((await freePorts(preferred)).uiPort).not.toBe(preferred.uiPort);
  await new Promise((resolve) => other.close(resolve));
});
