import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const Ready = z.object({ url: z.string(), certDir: z.string() });

export interface SimulatorProcess {
  readonly pid: number;
  readonly url: string;
  readonly certDir: string;
  /** How many requests it has answered. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

/** A simulator in a process of its own, so that its CPU and memory are not counted as the worker's. */
export async function startSimulatorProcess(parameters: readonly string[]): Promise<SimulatorProcess> {
  const cli = join(__dirname, '..', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, [cli, 'simulator', 'mas', '--port', '0', ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { url, certDir } = Ready.parse(JSON.parse(String(line)));
  const ca = readFileSync(join(certDir, 'ca.crt'), 'utf8');
  return {
    ...{ pid: child.pid ?? 0, url, certDir },
    requests: async () => z.array(z.unknown()).parse(await get(new URL('/__simulator/requests', url), ca)).length,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function get(url: URL, ca: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      answer.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end();
  });
}
