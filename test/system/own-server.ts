import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../src/domain/run/search-attributes';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { freePorts } from '../../src/embedded/free-ports';

/** A Temporal server with settings that the other tests must not have. */
export interface OwnServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** `settings`: dynamic configuration, such as `history.maxTotalUpdates=5`. */
export async function startOwnServer(...settings: readonly string[]): Promise<OwnServer> {
  const { port } = await freePorts(undefined);
  const names = { KEYWORD: 'Keyword', INT: 'Int' } as const;
  const attributes = Object.entries(searchAttributes).map(([name, type]) => `${name}=${names[type]}`);
  const child = spawn(
    await findTemporalCli({ env: process.env }),
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--headless', '--log-level', 'error'],
      ...settings.flatMap((setting) => ['--dynamic-config-value', setting]),
      ...attributes.flatMap((attribute) => ['--search-attribute', attribute]),
    ],
    { stdio: 'ignore' },
  );
  const address = `127.0.0.1:${port}`;
  await untilReady(address, child);
  return {
    address,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilReady(address: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The Temporal server ended with ${child.exitCode} while starting.`);
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
