import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import { readCodec } from '../../src/codec/codec';
import { codecWith, type KeyPair, newKey } from './keys';

type Metadata = NonNullable<Payload['metadata']>;
type Data = NonNullable<Payload['data']>;

const [may, november] = [newKey(), newKey()];
const record = { email: 'ada@acme.example', given_name: 'Ada' };
const plain = defaultPayloadConverter.toPayload(record);
const valueOf = (payload: Payload | undefined) => payload && defaultPayloadConverter.fromPayload(payload);
const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('latin1');

async function encrypted(...keys: KeyPair[]): Promise<{ readonly metadata: Metadata; readonly data: Data }> {
  const [payload] = await codecWith(...keys).payloads.encode([plain]);
  if (payload === undefined) throw new Error('nothing was encoded');
  const { metadata, data } = payload;
  return { metadata: metadata ?? {}, data: data ?? Buffer.alloc(0) };
}

describe('a payload', () => {
  it('says that it is encrypted and with which key, and shows nothing of its value or kind', async () => {
    const { metadata, data } = await encrypted(['2026-05', may]);
    expect(Object.keys(metadata).toSorted()).toEqual(['encoding', 'encryption-key-id']);
    expect(text(metadata['encoding'])).toBe('binary/encrypted');
    expect(text(metadata['encryption-key-id'])).toBe('2026-05');
    expect(text(data)).not.toMatch(/ada|json/);
  });

  it('comes back as it was', async () => {
    const decoded = await codecWith(['2026-05', may]).payloads.decode([await encrypted(['2026-05', may])]);
    expect(decoded.map(valueOf)).toEqual([record]);
  });

  it('looks different every time', async () => {
    const [one, other] = [await encrypted(['2026-05', may]), await encrypted(['2026-05', may])];
    expect(text(one.data).slice(0, 12)).not.toBe(text(other.data).slice(0, 12));
    expect(text(one.data).slice(12)).not.toBe(text(other.data).slice(12));
  });

  it('that was never encrypted is handed out as it is', async () => {
    expect(await codecWith(['2026-05', may]).payloads.decode([plain])).toEqual([plain]);
  });

  it('is left as it is where no key is set', async () => {
    const { on, payloads } = readCodec({});
    expect([on, await payloads.encode([plain])]).toEqual([false, [plain]]);
  });
});

describe('after a rotation', () => {
  const rotated = codecWith(['2026-11', november], ['2026-05', may]);

  it('old payloads still decode, and new ones have the new key', async () => {
    expect((await rotated.payloads.decode([await encrypted(['2026-05', may])])).map(valueOf)).toEqual([record]);
    const [fresh] = await rotated.payloads.encode([plain]);
    expect(text(fresh?.metadata?.['encryption-key-id'])).toBe('2026-11');
  });

  it('a process that has only one of the keys names the one that it lacks', async () => {
    const behind = codecWith(['2026-05', may]).payloads.decode([await encrypted(['2026-11', november])]);
    await expect(behind).rejects.toMatchObject({
      code: 'CODEC_KEY_UNKNOWN',
      message: expect.stringContaining('2026-11'),
    });
    const without = readCodec({}).payloads.decode([await encrypted(['2026-11', november])]);
    await expect(without).rejects.toMatchObject({ code: 'CODEC_KEY_UNKNOWN' });
  });
});

describe('a payload that was tampered with is refused', () => {
  const codec = codecWith(['2026-05', may], ['2026-04', may]);
  const refused = (payload: Payload) =>
    expect(codec.payloads.decode([payload])).rejects.toMatchObject({ code: 'CODEC_PAYLOAD_TAMPERED' });

  it.each([
    ['in its nonce', 0],
    ['in its text', 12],
    ['in its tag', -1],
  ])('%s', async (_, at) => {
    const { metadata, data } = await encrypted(['2026-05', may]);
    const changed = Buffer.from(data);
    const index = at < 0 ? changed.length + at : at;
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    await refused({ metadata, data: changed });
  });

  it.each([0, 11, 12, 27, 28])('when %i bytes are left of it', async (length) => {
    const { metadata, data } = await encrypted(['2026-05', may]);
    await refused({ metadata, data: Buffer.from(data).subarray(0, length) });
  });

  it('when it says that another key made it, even if that is the same key', async () => {
    const { metadata, data } = await encrypted(['2026-05', may]);
    await refused({ metadata: { ...metadata, 'encryption-key-id': Buffer.from('2026-04') }, data });
  });
});

describe('a payload is bound to what it was encrypted for', () => {
  const codec = codecWith(['2026-05', may]).payloads;
  const at = (workflowId: string, namespace = 'team'): SerializationContext => ({
    type: 'workflow',
    namespace,
    workflowId,
  });
  const moved = async (from: SerializationContext | undefined, to: SerializationContext | undefined) =>
    (await codec.decode(await codec.encode([plain], from), to)).map(valueOf);

  it.each([
    ['its workflow', at('user:a'), at('user:a')],
    [
      'an activity of it',
      at('user:a'),
      { ...at('user:a'), type: 'activity', activityId: '1', isLocal: false } as const,
    ],
    ['a workflow of its schedule', at('sync:a'), at('sync:a-2026-11-28T07:00:00Z')],
    ['a reader that is not told where it stands', at('user:a'), undefined],
    ['a workflow, when it was encrypted for none', undefined, at('user:a')],
  ])('and opens in %s', async (_, from, to) => {
    expect(await moved(from, to)).toEqual([record]);
  });

  it.each([
    ['another workflow', at('user:b')],
    ['another namespace', at('user:a', 'other')],
    ['an activity of another', { ...at('user:b'), type: 'activity', activityId: '1', isLocal: false } as const],
  ])('and not in %s', async (_, to) => {
    await expect(moved(at('user:a'), to)).rejects.toMatchObject({ code: 'CODEC_PAYLOAD_TAMPERED' });
  });

  it('also when it no longer says so, or says otherwise', async () => {
    const [payload] = await codec.encode([plain], at('user:a'));
    const [other] = await codec.encode([plain], at('user:b'));
    const { owner: _, ...without } = payload?.metadata ?? {};
    for (const metadata of [without, { ...without, owner: other?.metadata?.['owner'] ?? Buffer.alloc(0) }]) {
      const opened = codec.decode([{ metadata, data: payload?.data ?? null }], at('user:b'));
      await expect(opened).rejects.toMatchObject({ code: 'CODEC_PAYLOAD_TAMPERED' });
    }
  });
});

describe('in strict mode', () => {
  const variables = { ONBOARD_CODEC_KEYS: 'k=env:KEY', KEY: may, ONBOARD_CODEC_STRICT: 'true' };

  it('clear text is refused, and what is encrypted opens', async () => {
    const { payloads } = readCodec(variables);
    await expect(payloads.decode([plain])).rejects.toMatchObject({ code: 'CODEC_CLEAR_TEXT' });
    expect((await payloads.decode(await payloads.encode([plain]))).map(valueOf)).toEqual([record]);
  });

  it.each([
    ['without a key', { ONBOARD_CODEC_STRICT: 'true' }],
    ['that is neither on nor off', { ...variables, ONBOARD_CODEC_STRICT: 'perhaps' }],
  ])('%s nothing begins', (_, wrong) => {
    expect(() => readCodec(wrong)).toThrow(expect.objectContaining({ code: 'CODEC_MISCONFIGURED' }));
  });
});
