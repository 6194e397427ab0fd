import { join } from 'node:path';
import { z } from 'zod';
import { type Bench, createBench, type Ended } from '../cli/bench/onboard';
import { type Listener, startListener } from '../notify/listener';
import { formsOf, textsBelow, whereFound } from '../planted';
import { newKey } from './keys';

// A run with the codec on: everything personal is planted, and Temporal's database is searched for it. Another tenant's
// run, on the same server without the codec, shows that the search would have found it.

const password = 'canary-Pa55word/with+odd=characters';
const [oldKey, key] = [newKey(), newKey()];

const Step = z.object({ failure: z.object({ code: z.string(), message: z.string() }).optional() });
const Report = z.object({ users: z.array(z.object({ steps: z.array(Step) })) });

interface Planted {
  readonly tenant: string;
  readonly given: readonly string[];
  readonly family: string;
  readonly domain: string;
  readonly path: string;
}

const hidden: Planted = {
  ...{ tenant: 'hidden', given: ['Zephyrine', 'Quintessa', 'Wolfhardt'], family: 'Quillfeather' },
  ...{ domain: 'veiled-canary.example', path: 'hidden-receiver-path' },
};
const open: Planted = {
  ...{ tenant: 'open', given: ['Balthazara', 'Ferdinanda'], family: 'Openhouse' },
  ...{ domain: 'naked-canary.example', path: 'open-receiver-path' },
};

const emailOf = ({ domain }: Planted, name: string) => `${name.toLowerCase()}@${domain}`;
const addressesOf = (planted: Planted) => planted.given.map((name) => emailOf(planted, name));

function tenantFile(planted: Planted): string {
  const records = planted.given.map(
    (name) =>
      `    - { id: ${name}-id, email: ${emailOf(planted, name)}, given_name: ${name}, family_name: ${planted.family} }`,
  );
  const [first = '', ...rest] = records;
  const target = 'target: { system: mas, instance: inst1, workspace: ws1 }';
  return [`tenant: ${planted.tenant}`, target, 'users:', '  primary:', first, '  secondary:', ...rest, ''].join('\n');
}

describe('with the codec on', () => {
  let bench: Bench;
  let listener: Listener;
  let database: ReadonlyMap<string, string>;
  const ended: Record<string, Ended> = {};
  const env = { OLD: oldKey, KEY: key, ONBOARD_CODEC_KEYS: '2026-05=env:OLD' };
  const rotated = { ...env, ONBOARD_CODEC_KEYS: '2026-11=env:KEY,2026-05=env:OLD' };

  beforeAll(async () => {
    [bench, listener] = [await createBench(), await startListener()];
    const control = await bench.simulate({ password });
    await control.faults([
      { method: 'POST', path: '/v3/users', user: 'Quintessa-id', do: { status: 400, body: { detail: password } } },
      { method: 'POST', path: '/v3/users', user: 'Wolfhardt-id', do: { status: 503 } },
      { method: 'POST', path: '/v3/users', user: 'Ferdinanda-id', do: { status: 400 } },
    ]);
    const run = async (planted: Planted, variables: Readonly<Record<string, string>>): Promise<Ended> => {
      bench.write(`${planted.tenant}.yaml`, tenantFile(planted));
      const notify = ['--notify', `${listener.url}/${planted.path}`, '--notify-users'];
      const parameters = [
        'run',
        `${planted.tenant}.yaml`,
        '--keep',
        '--output',
        'json',
        '--step-timeout',
        '3s',
        ...notify,
      ];
      return bench.onboard(parameters, { env: variables });
    };
    ended['run'] = await run(hidden, env);
    ended['openRun'] = await run(open, {});
    ended['report'] = await bench.onboard(['report', 'hidden', '--format', 'json'], { env: rotated });
    await control.faults([]);
    ended['retry'] = await bench.onboard(['retry', 'hidden', '--output', 'json'], { env: rotated });
    const unable = { ...env, KEY: 'no key', ONBOARD_CODEC_KEYS: '2026-11=env:KEY' };
    ended['withoutKey'] = await bench.onboard(['status', 'hidden']);
    ended['badKey'] = await bench.onboard(['status', 'hidden'], { env: unable });
    database = textsBelow(join(bench.folder, 'tenant-onboarding'));
  }, 180_000);

  afterAll(async () => {
    await bench.clear();
    await listener.close();
  });

  const outcomeOf = (name: string) => JSON.parse(ended[name]?.stdout ?? '');

  it('a run reports who failed and why, and tells the receiver', () => {
    expect([ended['run']?.code, ended['run']?.stderr]).toEqual([1, expect.not.stringContaining('Encoded failure')]);
    const failed = [
      { code: 'TARGET_REJECTED', email: 'quintessa@veiled-canary.example', message: expect.stringContaining('400') },
      { code: 'TARGET_UNAVAILABLE', id: 'Wolfhardt-id', message: expect.stringContaining('503') },
    ];
    expect(outcomeOf('run')).toMatchObject({ counts: { completed: 1, failed: 2 }, failed });
    expect(listener.notices.filter(({ path }) => path === '/hidden-receiver-path')).toHaveLength(1);
  });

  it('a new key retries what the old one encrypted', () => {
    expect([ended['retry']?.code, outcomeOf('retry').counts]).toMatchObject([0, { completed: 2 }]);
  });

  it('a report reads the messages of failed steps', () => {
    const { users } = Report.parse(outcomeOf('report'));
    const reasons = users.flatMap(({ steps }) => steps.flatMap(({ failure }) => failure ?? []));
    expect(reasons).toContainEqual({ code: 'TARGET_REJECTED', message: expect.stringContaining('400') });
  });

  it('a command without the key says which it lacks, and ends with 3', () => {
    expect(ended['withoutKey']).toMatchObject({ code: 3, stderr: expect.stringMatching(/2026-11.*CODEC_KEY_UNKNOWN/) });
  });

  it('a command with a bad key calls nothing, and ends with 2', () => {
    expect(ended['badKey']).toMatchObject({ code: 2, stderr: expect.stringContaining('CODEC_MISCONFIGURED') });
  });

  it('the database holds a run without the codec in clear, so that the search is known to find things', () => {
    const personal = [...addressesOf(open), ...open.given, open.family, open.path];
    for (const text of personal) expect([text, whereFound(database, formsOf(text))]).not.toEqual([text, []]);
    expect(whereFound(database, ['tenant:mas:inst1/ws1:hidden'])).not.toEqual([]);
  });

  it('the database holds no name, address or id of the others', () => {
    const ids = hidden.given.map((name) => `${name}-id`);
    const personal = [...addressesOf(hidden), ...hidden.given, ...ids, hidden.family, hidden.domain, hidden.path];
    for (const text of personal) expect([text, whereFound(database, formsOf(text))]).toEqual([text, []]);
  });

  it('the database holds no password and no key', () => {
    for (const text of [password, key, oldKey]) expect(whereFound(database, formsOf(text))).toEqual([]);
  });
});
