import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeUsers } from './invocation.mjs';

// What happens in a scenario, told once for both tools. A play gets `start` (the command; it may be given another home), the stage, `complete` (how
// many users are onboarded so far), and `patienceMs`; it answers how each start ended.

export async function once(scene) {
  return [await scene.start().ended];
}

/** Ends a command that does not end by itself: when `count` users are done, or when its time is up. */
export function atMost(count = Number.POSITIVE_INFINITY) {
  return async (scene) => {
    const run = scene.start();
    const deadline = performance.now() + scene.patienceMs;
    let ended = false;
    void run.ended.then(() => {
      ended = true;
    });
    while (!ended && performance.now() < deadline && (await scene.complete()) < count) await pause(50);
    if (ended) return [await run.ended];
    run.kill('SIGTERM');
    return [{ ...(await run.ended), code: 'goes on' }];
  };
}

/** Two commands for the same tenant at the same time. */
export async function twoAtOnce(scene) {
  return Promise.all([scene.start().ended, scene.start().ended]);
}

/** The same, from two machines: neither has the other's state. */
export async function twoApart(scene) {
  return Promise.all(['one', 'two'].map((name) => scene.start(join(scene.stage.folder, name)).ended));
}

/** Stopped by a signal when `count` users are done, and started again. */
export function stoppedAndStartedAgain(signal, count) {
  return async (scene) => {
    const run = scene.start();
    await until(scene, run, async () => (await scene.complete()) >= count);
    run.kill(signal);
    const stopped = await run.ended;
    return [stopped, await scene.start().ended];
  };
}

/** Half a second in which every call fails as `fault` says, from when `count` users are there. */
export function halfASecond(fault, count) {
  return async (scene) => {
    const run = scene.start();
    const { stage } = scene;
    await until(scene, run, async () => (await usersThere(scene)) >= count);
    await stage.faults([{ path: '/^(?!.__simulator)/', do: fault }]);
    await pause(500);
    await stage.faults([]);
    return [await run.ended];
  };
}

/** Onboards with another file first. */
export function after(users) {
  return async (scene) => {
    writeUsers(scene.stage, users);
    const before = await scene.start().ended;
    writeUsers(scene.stage, scene.users);
    return [before, await scene.start().ended];
  };
}

/** When the first user is there, entries are added to the secret that the users came from. */
export function addedToSecret(before, entries) {
  return async (scene) => {
    const run = scene.start();
    await until(scene, run, async () => (await usersThere(scene)) > 0);
    await scene.secret.put({ ...before, ...entries });
    return [await run.ended];
  };
}

async function usersThere({ stage }) {
  return Object.keys((await stage.read('/__simulator/state')).users).length;
}

async function until({ name }, run, holds) {
  let ended = false;
  void run.ended.then(() => {
    ended = true;
  });
  while (!(await holds())) {
    if (ended) throw new Error(`${name}: the command ended before it could be disturbed: ${(await run.ended).said}`);
    await pause(10);
  }
}
