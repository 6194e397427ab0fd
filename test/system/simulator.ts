import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificatePaths } from '../../simulator/server/certificates';
import { type Simulator, type SimulatorInput, startSimulator } from '../../simulator/start';

/** Starts a simulator on any port, with certificates that are made once a run: making them takes most of a second. */
export async function startTestSimulator(input: SimulatorInput = {}): Promise<Simulator> {
  const certDir = mkdtempSync(join(tmpdir(), 'simulator-'));
  lendCertificates(certDir);
  const simulator = await startSimulator({ port: 0, certDir, ...anyId(input), ...input });
  const close = async () => {
    await simulator.close();
    rmSync(certDir, { recursive: true, force: true });
  };
  return { ...simulator, close };
}

/** Most tests are about other things than the alphabet of ids. */
function anyId({ system = 'mas' }: SimulatorInput): SimulatorInput {
  return system === 'mas' ? { idCharacters: 'any' } : {};
}

/** Puts the run's certificates into a folder; none when the tests run without their set-up. */
export function lendCertificates(folder: string): void {
  const shared = process.env['TEST_CERTIFICATES'];
  if (shared === undefined) return;
  mkdirSync(folder, { recursive: true });
  const [from, to] = [Object.values(certificatePaths(shared)), Object.values(certificatePaths(folder))];
  from.forEach((path, index) => copyFileSync(path, to[index] ?? ''));
}
