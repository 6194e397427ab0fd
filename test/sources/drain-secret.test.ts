import type { DrainedUser } from '../../src/domain/tenant/secret-source';
import { drainSecret } from '../../src/sources/drain-secret';
import { readAwsSecret } from '../../src/sources/read-aws-secret';
import { TargetError } from '../../src/targets/contract/target';
import { awsEnvironment, type Fate, type Moto, startMoto } from './moto';
import { findPythonTool } from '../system/python-tool';

const executable = findPythonTool('moto');
const withMoto = executable === undefined ? describe.skip : describe;

const ada: DrainedUser = {
  kind: 'primary',
  record: { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' },
};
const bob: DrainedUser = {
  kind: 'secondary',
  record: { email: 'bob@acme.example', given_name: 'Bob', family_name: 'Li', id: 'bob' },
};
const entries = { 'ada@acme.example': 'primary, Ada ,Lovelace', 'bob@acme.example': 'secondary,Bob,Li,bob' };
const calm = new AbortController().signal;

withMoto('a secret of AWS Secrets Manager', () => {
  let moto: Moto;
  let arn = '';
  let name = '';
  let count = 0;

  beforeAll(async () => {
    Object.assign(process.env, awsEnvironment);
    moto = await startMoto(executable ?? '');
  });
  afterAll(() => moto.stop());

  beforeEach(async () => {
    count += 1;
    name = `users-${count}`;
    arn = await moto.create(name, entries);
    moto.decide(() => 'pass');
  });

  const drain = (users: readonly DrainedUser[], writer = 'run-1') =>
    drainSecret(
      { source: { arn }, users },
      { writer, signal: calm },
      { endpoint: moto.endpoint, listed: ['users-*', arn] },
    );
  const failure = (work: Promise<unknown>) => work.catch((error: unknown) => error);

  it('is read by name, with its ARN', async () => {
    expect(await readAwsSecret(name, { endpoint: moto.endpoint })).toEqual({
      source: { arn },
      users: { ok: true, value: { primary: [ada.record], secondary: [bob.record] } },
    });
    expect(await readAwsSecret('nothing', { endpoint: moto.endpoint })).toBeUndefined();
  });

  it('loses the entries of completed users in one write, and no other', async () => {
    expect(await drain([ada])).toEqual({ removed: 1 });
    expect(await moto.entries(name)).toEqual({ 'bob@acme.example': entries['bob@acme.example'] });
    expect(moto.calls()).toEqual(['GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']);
  });

  it('is not written when nothing of it was completed', async () => {
    expect(await drain([{ ...ada, record: { ...ada.record, email: 'eve@acme.example' } }])).toEqual({ removed: 0 });
    expect(await moto.versions(name)).toBe(1);
  });

  it('keeps entries that were added or changed meanwhile, also ones that nobody can read', async () => {
    const now = { ...entries, 'bob@acme.example': 'primary,Bob,Li,bob', 'new@acme.example': 'primary,N,N', odd: [1] };
    await moto.put(name, now);
    expect(await drain([ada, bob])).toEqual({ removed: 1 });
    const { 'ada@acme.example': _, ...kept } = now;
    expect(await moto.entries(name)).toEqual(kept);
  });

  it.each(['PutSecretValue', 'UpdateSecretVersionStage'])(
    'is written once when every answer to %s is lost',
    async (lost) => {
      moto.decide((operation) => (operation === lost ? 'lose' : 'pass'));
      expect(await failure(drain([ada]))).toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' });
      moto.decide(() => 'pass');
      expect(await drain([ada])).toEqual({ removed: 1 });
      expect(await drain([ada])).toEqual({ removed: 1 });
      expect(await drain([ada], 'run-2')).toEqual({ removed: 0 });
      expect(await moto.entries(name)).toEqual({ 'bob@acme.example': entries['bob@acme.example'] });
      expect(await moto.versions(name)).toBe(2);
    },
  );

  it('loses nothing that somebody else writes between the look and the write', async () => {
    moto.decide(async (operation, before): Promise<Fate> => {
      if (operation === 'PutSecretValue' && before === 0) {
        await moto.put(name, { ...entries, 'new@acme.example': 'primary,N,N' });
      }
      return 'pass';
    });
    expect(await drain([ada])).toEqual({ removed: 1 });
    const kept = { 'bob@acme.example': entries['bob@acme.example'], 'new@acme.example': 'primary,N,N' };
    expect(await moto.entries(name)).toEqual(kept);
  });

  it.each(['PutSecretValue', 'UpdateSecretVersionStage'])(
    'is changed with UpdateSecret where %s is not allowed',
    async (denied) => {
      moto.decide((operation) => (operation === denied ? 'deny' : 'pass'));
      expect(await drain([ada])).toEqual({ removed: 1 });
      expect(moto.calls()).toContain('UpdateSecret');
      expect(await moto.entries(name)).toEqual({ 'bob@acme.example': entries['bob@acme.example'] });
    },
  );

  it('is left alone, with a reason that names nobody, when it may not be read or changed', async () => {
    moto.decide((operation) => (operation === 'GetSecretValue' ? 'pass' : 'deny'));
    const error = await failure(drain([ada]));
    expect(error).toBeInstanceOf(TargetError);
    expect(error).toMatchObject({ code: 'SECRET_STORE_DENIED', message: expect.not.stringContaining('ada') });
    expect(await moto.entries(name)).toEqual(entries);
  });

  it.each(['["x"]', 'no json', '{"ada@acme.example": "primary,Ada,Lovelace", "x": 1, "x": 2}'])(
    'is not written back when it is %s',
    async (text) => {
      arn = await moto.create(`odd-${count}`, text);
      expect(await failure(drain([ada]))).toMatchObject({ code: 'SECRET_UNREADABLE' });
    },
  );

  it('that cannot be had, or holds no text of ours, says why in words of its own', async () => {
    moto.decide(() => 'without-value');
    expect(await failure(readAwsSecret(name, { endpoint: moto.endpoint }))).toMatchObject({
      code: 'SECRET_UNREADABLE',
      message: expect.stringContaining('has no value'),
    });
    moto.decide(() => 'pass');
    await moto.markForDeletion(name);
    const marked = { code: 'SECRET_UNREADABLE', message: expect.stringContaining('marked for deletion') };
    expect(await failure(readAwsSecret(name, { endpoint: moto.endpoint }))).toMatchObject(marked);
    expect(await failure(drain([ada]))).toMatchObject(marked);
    arn = await moto.create(`marked-${count}`, '\uFEFF{}');
    expect(await failure(drain([ada]))).toMatchObject({ message: expect.stringContaining('byte order mark') });
  });

  it('keeps what cannot be told apart, and loses what quotes say', async () => {
    const countess = { kind: 'secondary', record: { ...ada.record, family_name: 'Lovelace, Countess' } } as const;
    const odd = { 'bob@acme.example': 'secondary,Bob,"Li, Dr."', 'eve@acme.example': 'secondary,Eve,"Li' };
    arn = await moto.create(`quoted-${count}`, { 'ada@acme.example': 'secondary,Ada,"Lovelace, Countess"', ...odd });
    const bobOtherwise = { kind: 'secondary', record: { ...bob.record, family_name: '"Li', id: 'Dr."' } } as const;
    const eve = {
      kind: 'secondary',
      record: { ...ada.record, email: 'eve@acme.example', given_name: 'Eve', family_name: '"Li' },
    } as const;
    expect(await drain([countess, bobOtherwise, eve])).toEqual({ removed: 1 });
    expect(await moto.entries(`quoted-${count}`)).toEqual(odd);
  });

  it('that the configuration does not list, or that is not named in full, is not touched', async () => {
    const drainWith = (listed: readonly string[], named = arn) =>
      drainSecret(
        { source: { arn: named }, users: [ada] },
        { writer: 'x', signal: calm },
        { endpoint: moto.endpoint, listed: [...listed] },
      );
    for (const listed of [[], ['other'], ['users'], [`${name}x`], [`${arn}x`]]) {
      expect(await failure(drainWith(listed))).toMatchObject({ code: 'SECRET_NOT_LISTED' });
    }
    expect(moto.calls()).toEqual([]);
    // AWS takes the name for the whole ARN, and what looks like its own ending may be a part of the name.
    arn = await moto.create(`team${count}-secret`, entries);
    const short = arn.replace(/-\w{6}$/, '');
    expect(await failure(drainWith([`team${count}`], short))).toMatchObject({ code: 'SECRET_STORE_MISCONFIGURED' });
    expect(await moto.entries(`team${count}-secret`)).toEqual(entries);
    expect(await drainWith([`team${count}-secret`])).toEqual({ removed: 1 });
  });

  it('that is gone has nothing to remove, and an ARN of elsewhere is refused', async () => {
    expect(
      await drainSecret(
        { source: { arn: arn.replace('users-', 'gone-') }, users: [ada] },
        { writer: 'x', signal: calm },
        { endpoint: moto.endpoint, listed: 'any' },
      ),
    ).toEqual({ removed: 0 });
    const evil = { arn: 'arn:aws:secretsmanager:evil.example:123456789012:secret:x' };
    const refused = drainSecret({ source: evil, users: [ada] }, { writer: 'x', signal: calm }, { listed: 'any' });
    expect(await failure(refused)).toMatchObject({ code: 'SECRET_STORE_MISCONFIGURED' });
  });
});
