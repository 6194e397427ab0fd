import { inspect } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { maskIssued } from '../../simulator/issued-secret';

/** The superuser's password in these tests: nothing may ever show it. */
export const plantedPassword = 'planted-canary-7Qw3!';

const logged: string[] = [];
let listening = false;

/** Takes what the worker logs from now on, instead of printing it. To be called before anything of Temporal's starts. */
export function listenToLogs(): void {
  if (listening) return;
  listening = true;
  const logger = new DefaultLogger('DEBUG', ({ message, meta }) => {
    logged.push(`${message} ${inspect(meta, { depth: 8 })}`);
  });
  Runtime.install({ logger });
}

/** What was logged since the last call. */
export function takeLogs(): string[] {
  return logged.splice(0);
}

/** No text holds the password, nor a token or key that the simulator issued. */
export function expectNoSecret(texts: readonly string[]): void {
  expect(texts.filter((text) => text.includes(plantedPassword) || maskIssued(text) !== text)).toEqual([]);
}

/** No text holds an e-mail address of the tests' people. */
export function expectNoPersonalData(texts: readonly string[]): void {
  expect(texts.filter((text) => /(?:@|%40)(?:acme|seed)\.example/i.test(text))).toEqual([]);
}
