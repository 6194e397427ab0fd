import { shardOf, spreadOf } from '../../../src/domain/tenant/shard';

describe('shardOf', () => {
  it('spreads ids that differ by little evenly', () => {
    const sizes = Array.from({ length: 40 }, () => 0);
    for (let n = 0; n < 10_000; n += 1) {
      const shard = shardOf(`user${n}@acme.example`, sizes.length);
      sizes[shard] = (sizes[shard] ?? 0) + 1;
    }
    expect(Math.min(...sizes)).toBeGreaterThan(190);
    expect(Math.max(...sizes)).toBeLessThan(310);
  });

  it('is the same for letters in another case or Unicode form', () => {
    expect(spreadOf('ÉVE@acme.example')).toBe(spreadOf('e\u0301ve@ACME.example'.normalize('NFD')));
  });

  it('always answers the same: slices and ledgers are found by it', () => {
    expect([
      shardOf('ada@acme.example', 16),
      shardOf('grace@acme.example', 16),
      shardOf('', 16),
    ]).toMatchInlineSnapshot(`
      [
        8,
        2,
        10,
      ]
    `);
  });
});
