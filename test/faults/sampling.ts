// A fault of every kind at every call takes long: `npm run test:matrix` faces a fifth of the pairs, in which every call and every
// kind has its turn; `npm run test:faults` faces all.

const oneOf = process.env['FAULTS'] === 'all' ? 1 : 5;

/** The members of a row whose turn it is in the nth column; at least one. */
export function sampled<T>(row: readonly T[], column: number): T[] {
  const some = row.filter((_, index) => (index + column) % oneOf === 0);
  return some.length > 0 ? some : row.filter((_, index) => index === column % row.length);
}
