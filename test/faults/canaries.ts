import { inspect } from 'node:util';
import { Runtime } from '@temporalio/worker';
import { maskIssued } from '../../simulator/server/issued-secret';

/** The superuser's password in these tests: nothing may ever show it. */
export const plantedPassword = 'planted-canary-7Qw3!';

const logged: string[] = [];

/** Takes what the worker logs from now on, at any level, instead of writing it. */
export function listenToLogs(): void {
  vi.spyOn(Runtime.instance().logger, 'log').mockImplementation((_level, message, meta) => {
    logged.push(`${message} ${inspect(meta, { depth: 8 })}`);
  });
}

/** What was logged since then. */
export function heardLogs(): readonly string[] {
  return logged;
}

/** No text holds the password, nor a token or key that the simulator issued. */
export function expectNoSecret(texts: readonly string[]): void {
  expect(texts.filter((text) => text.includes(plantedPassword) || maskIssued(text) !== text)).toEqual([]);
}

/** No text holds an e-mail address of the tests' people. */
export function expectNoPersonalData(texts: readonly string[]): void {
  expect(texts.filter((text) => /(?:@|%40)(?:acme|seed)\.example/i.test(text))).toEqual([]);
}
