import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';

const built = join(__dirname, '..', '..', 'dist', 'src', 'cli');
const checkout = join(__dirname, '..', '..', 'bin', 'early-signal.mjs');

const early = [`require(${JSON.stringify(join(built, 'early-signal.js'))})`, `import(${JSON.stringify(checkout)})`];
const send = "process.kill(process.pid, 'SIGTERM')";
const listen = "setTimeout(() => process.on('SIGTERM', (signal) => { console.log(signal); process.exit(0); }), 50)";
const stay = 'setInterval(() => undefined, 1_000)';

const alone = [process.execPath];
const asFirst = ['unshare', '--pid', '--fork', '--kill-child', process.execPath];
const canUnshare = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;

const run = ([program = '', ...prefix]: readonly string[], script: string) =>
  spawnSync(program, [...prefix, '-e', script], { encoding: 'utf8' });

describe.each([alone, ...(canUnshare ? [asFirst] : [])])('%s', (...prefix: string[]) => {
  it.each(early)('a signal that comes while the process loads is heard by the first who listens: %s', (load) => {
    const ended = run(prefix, `Promise.resolve(${load}).then(() => { ${send}; ${listen}; ${stay} })`);
    expect([ended.status, ended.stdout]).toEqual([0, 'SIGTERM\n']);
  });

  it.each(early)('one that comes later is the listener’s alone: %s', (load) => {
    const late = `process.on('SIGTERM', (signal) => { console.log(signal); process.exit(0); }); setTimeout(() => ${send}, 50)`;
    const ended = run(prefix, `Promise.resolve(${load}).then(() => { ${late}; ${stay} })`);
    expect([ended.status, ended.stdout]).toEqual([0, 'SIGTERM\n']);
  });

  it.each(early)('a second one ends the process that still loads: %s', (load) => {
    const ended = run(
      prefix,
      `Promise.resolve(${load}).then(() => { ${send}; setTimeout(() => ${send}, 50); ${stay} })`,
    );
    expect(ended.status).toBe(143);
  });
});

it('says that standard output is lost on a full disk, without a trace of the stack and without saying that users failed', () => {
  const main = join(built, 'main.js');
  const ended = spawnSync(process.execPath, [main, 'explain', '--output', 'json'], {
    encoding: 'utf8',
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  expect([ended.status, ended.stderr]).toEqual([3, expect.stringMatching(/^error: .*ENOSPC.* \(OUTPUT_LOST\)$/m)]);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
});
