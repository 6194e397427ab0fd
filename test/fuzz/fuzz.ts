import fc from 'fast-check';

/** How many inputs a reader gets: a sample, or with FUZZ=100000 (`npm run test:fuzz`) that many among all readers. */
const asked = Number(process.env['FUZZ'] ?? 0);

/** Parts of the whole that a reader or a far side gets. */
export function runsOf<T>(parts: number, sample: number): fc.Parameters<T> {
  const numRuns = asked === 0 ? sample : Math.ceil(asked / parts);
  return {
    numRuns,
    endOnFailure: true,
    interruptAfterTimeLimit: asked === 0 ? 60_000 : 3_600_000,
    markInterruptAsFailure: true,
  };
}

/** How long a test may take in all. */
export const patienceMs = asked === 0 ? 90_000 : 3_700_000;

/** The most time that one input may take, in ms of this process' own: others' work does not count. */
const mostMs = 2_000;

/** Fails when the work takes too long, or throws what it may not. */
export function quick(work: () => unknown, mayThrow: (error: unknown) => boolean = () => false): void {
  const before = process.cpuUsage();
  try {
    work();
  } catch (error) {
    if (!mayThrow(error)) throw error;
  }
  const { user, system } = process.cpuUsage(before);
  const tookMs = (user + system) / 1_000;
  if (tookMs > mostMs) throw new Error(`took ${Math.round(tookMs)} ms`);
}

// What readers look at, and what they have stumbled over.
const fragments = [
  ...[
    'users',
    'primary:',
    'secondary',
    'email',
    'target',
    'tenant: x',
    'system: mas',
    'type,email,given_name,family_name,id',
  ],
  ...[
    ': ',
    '- ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '  ',
    ',',
    ';',
    '|',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a ',
    '<<: ',
    '!!js ',
    '#',
    '---\n',
  ],
  ...[
    'sep=;',
    'sep=',
    '\uFEFF',
    '\u0000',
    '\u001B[2J',
    '\u202E',
    '\u2028',
    '__proto__',
    'constructor',
    'null',
    '~',
    '0123',
    '1e999',
  ],
  ...[
    'ada@acme.example',
    'ada@',
    '@',
    '.',
    '..',
    '%2e',
    'ünïcödé',
    'İ',
    'ß',
    '\u{1F600}',
    '\uD800',
    '=1+1',
    '-1',
    '|\n',
    '>-\n',
    '? ',
  ],
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fragments) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
/** The same again and again is what makes a reader slow. */
const repeated = fc
  .tuple(fc.constantFrom(...fragments), fc.integer({ min: 2, max: 20_000 }))
  .map(([text, count]) => text.repeat(count));

/** Texts made of what readers know, or of valid ones with something put in, taken out, or repeated. */
export function textLike(...valid: readonly string[]): fc.Arbitrary<string> {
  const made = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  const spoilt = fc
    .tuple(
      fc.constantFrom(...valid),
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.oneof({ weight: 5, arbitrary: piece }, repeated),
    )
    .map(([text, at, taken, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + taken);
    });
  return fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 2, arbitrary: made }, { weight: 1, arbitrary: repeated });
}

/** The bytes of such texts in one of the encodings that people save them in, cut or as they are. */
export function bytesLike(...valid: readonly string[]): fc.Arbitrary<Buffer> {
  const encoding = fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'utf8', 'latin1', 'utf16le');
  const encoded = fc.tuple(textLike(...valid), encoding).map(([text, name]) => Buffer.from(text, name));
  const raw = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof({ weight: 8, arbitrary: encoded }, { weight: 1, arbitrary: raw });
}

const names = [
  ...[
    'token',
    'access_token',
    'expires_in',
    'id',
    'users',
    'member',
    'href',
    'apikey',
    'userid',
    'status',
    'active',
    'data',
    'metadata',
  ],
  ...[
    'responseInfo',
    'nextPage',
    'totalPages',
    'pagenum',
    'totalCount',
    'ready',
    'available',
    'sync',
    'state',
    'groupname',
    'maxuser',
  ],
  ...[
    'email',
    'emails',
    'value',
    'displayName',
    'username',
    'name',
    'roles',
    'role',
    'groups',
    'teamId',
    'usersList',
    'workspaceAdmin',
  ],
  ...[
    'message',
    'errorMessage',
    'field',
    'code',
    'error',
    'exception',
    'password',
    'permissions',
    'enabled',
    'person',
    '__proto__',
  ],
];
const words = [
  'ada',
  'ada@acme.example',
  'ws1',
  'acme',
  'SUCCESS',
  'PENDING',
  'MAXADMIN',
  'true',
  'Error',
  '',
  'Z2VoZWlt',
  '/x/_1',
  '\u001B[2J',
];

/** JSON as far sides answer it, or nearly so. */
export const jsonLike: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(...words, true, false, null, 0, 1, -1, 1e21),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.string({ maxLength: 20 }),
  ),
})).value;
