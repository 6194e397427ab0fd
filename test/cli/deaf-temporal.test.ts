import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Bench, createBench, tenantFile } from './bench/onboard';

// An address that takes connections and is no Temporal: every command ends, soon and with its code.

let bench: Bench;
const servers: { server: Server; sockets: Set<Socket> }[] = [];

beforeAll(async () => {
  bench = await createBench('ends');
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
});
afterAll(async () => {
  for (const { server, sockets } of servers) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await bench.clear();
});

async function listening(treat: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    treat(socket);
  });
  servers.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** The frame that opens HTTP/2, byte by byte (RFC 9113, 4.1), and then pings that ask for nothing. */
function drip(socket: Socket): void {
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(sent < settings.length ? settings.subarray(sent, sent + 1) : Buffer.from([0]));
    sent += 1;
  }, 100);
  socket.on('close', () => clearInterval(timer));
}

const kinds: Readonly<Record<string, (socket: Socket) => void>> = {
  silent: () => undefined,
  dripping: drip,
  closing: (socket) => socket.end(),
};

const commands = [
  ['run', 'tenant.yaml'],
  ['start', 'tenant.yaml'],
  ['offboard', 'tenant.yaml', '--yes'],
  ['sync', 'tenant.yaml', '--yes'],
  ...['status', 'watch', 'retry', 'cancel', 'close', 'pause', 'resume', 'report', 'audit'].map((name) => [
    name,
    'acme',
  ]),
  ['skip', 'acme', '--user', 'ada@acme.example'],
  ['list'],
  ['setup'],
  ['doctor'],
];

it.each(Object.keys(kinds))(
  'every command ends against a %s server, and says that Temporal does not answer',
  async (kind) => {
    const address = await listening(kinds[kind] ?? (() => undefined));
    const ended = await Promise.all(
      commands.map(async (command) => {
        const { code, stderr, stdout } = await bench.onboard([...command, '--address', address]);
        return [command[0], code, /TEMPORAL_UNREACHABLE|does not answer/.test(`${stderr}${stdout}`)];
      }),
    );
    expect(ended).toEqual(commands.map(([name]) => [name, 3, true]));
  },
);

it('a process ends that has a handshake left which nobody answers', async () => {
  const address = await listening(() => undefined);
  const env = { TEMPORAL_TLS: 'true' };
  const started = [['list'], ['worker']].map((command) => bench.start([...command, '--address', address], { env }));
  const ended = await Promise.all(started.map((each) => each.ended));
  expect(ended.map(({ code }) => code)).toEqual([3, 3]);
});
