import fc from 'fast-check';
import { formatPath } from '../../../src/input/text/problem';
import { parseDocument } from '../../../src/input/text/parse-document';

/** More items than are held at once; the odd one stands near the end. */
const count = 2_000;
const oddAt = 1_500;

function listOf(odd: string, item: (text: string, index: number) => string): string {
  return Array.from({ length: count }, (_, n) => item(n === oddAt ? odd : `v${n}`, n)).join('');
}

const dashes = (odd: string) => `list:\n${listOf(odd, (text) => `  - ${text}\n`)}last: x\n`;
const brackets = (odd: string) => `list: [\n${listOf(odd, (text) => `  ${text},\n`)}]\nlast: x\n`;
/** With a comment, that is read as YAML: it is no JSON. */
const objects = (odd: string) => `# a comment\n[\n${listOf(odd, (text, n) => `{"a": "${text}", "n": "${n}"},\n`)}]\n`;

function problemsOf(text: string): readonly string[] {
  const parsed = parseDocument(text, 'strings');
  const problems = parsed.ok ? parsed.value.problems : parsed.problems;
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
}

describe('a list of many items', () => {
  test.each([
    ['in lines', dashes('odd'), ['list']],
    ['in brackets', brackets('odd'), ['list']],
    ['in a list', `- - x\n- ${dashes('odd').replaceAll('\n', '\n  ')}`, [1, 'list']],
  ])('%s is read whole, with the place of each', (_name, text, path) => {
    const parsed = parseDocument(text, 'strings');
    if (!parsed.ok) throw new Error('it should be read');
    const { value, placeOf } = parsed.value;
    const list = path.reduce<unknown>((at, part) => Object(at)[part], value);
    expect(list).toEqual(Array.from({ length: count }, (_, n) => (n === oddAt ? 'odd' : `v${n}`)));
    const lines = text.split('\n');
    for (const index of [0, 255, 256, 257, oddAt, count - 1]) {
      const { line, column } = placeOf([...path, index]) ?? { line: 0, column: 0 };
      expect(lines[line - 1]?.slice(column - 1)).toMatch(index === oddAt ? /^odd,?$/ : new RegExp(`^v${index},?$`));
    }
  });

  test('has its problems where they are', () => {
    const line = oddAt + 2;
    expect(problemsOf(dashes('{ a: 1, a: 2 }'))).toEqual([
      `${line}:13 list[${oddAt}].a is given twice, first in line ${line}`,
    ]);
    expect(problemsOf(brackets('*b'))).toEqual([`${line}:3 list[${oddAt}] aliases (*) are not accepted`]);
    expect(problemsOf(dashes('a: b: c'))).toEqual([expect.stringMatching(`^${line}:\\d+ {2}a second ": "`)]);
    expect(problemsOf(brackets('a,, b'))).toEqual([
      expect.stringMatching(`^${line}:\\d+ {2}this is not expected here`),
    ]);
    expect(problemsOf(brackets('"a" "b"'))).toEqual([expect.stringMatching(`^${line}:\\d+ {2}something is missing`)]);
  });

  test('may lack a comma, or have one too many, at any of its items', () => {
    const items = (mark: (n: number) => string) => Array.from({ length: 600 }, (_, n) => `"x"${mark(n)}`).join('\n');
    for (let at = 250; at < 262; at += 1) {
      const twice = problemsOf(`[${items((n) => (n === at ? ',,' : ','))}]`);
      expect(twice).toEqual([`${at + 1}:5  this is not expected here`]);
      const lacking = problemsOf(`[${items((n) => (n === at || n === at + 1 ? '' : ','))}]`);
      expect(lacking).toContainEqual(expect.stringMatching(`^${at + 3}:1 {2}something is missing here`));
    }
  });

  test('with a fault in every item has them all', () => {
    const found = problemsOf(objects('x').replaceAll('"n"', '"a"'));
    expect(found).toHaveLength(count);
    expect(found.at(-1)).toBe(`${count + 2}:16 [${count - 1}].a is given twice, first in line ${count + 2}`);
  });
});

test('JSON says the same, and at the same places, as the YAML that it is', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, text, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(text, tie('tree'))),
  }));
  const same = (value: unknown, indent: number) => {
    const json = JSON.stringify([value], undefined, indent);
    const [one, other] = [parseDocument(json, 'strings'), parseDocument(`#\n${json}`, 'strings')];
    if (!one.ok || !other.ok) return expect(one.ok).toBe(other.ok);
    expect(one.value.value).toEqual(other.value.value);
    for (const path of pathsIn(one.value.value)) {
      for (const place of ['placeOf', 'keyPlaceOf'] as const) {
        const [here, there] = [one.value[place](path), other.value[place](path)];
        expect([formatPath(path), here?.column, here && here.line + 1]).toEqual([
          formatPath(path),
          there?.column,
          there?.line,
        ]);
      }
    }
  };
  fc.assert(fc.property(tree, fc.nat({ max: 3 }), same));
});

function pathsIn(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[...path], ...parts.flatMap(([key, part]) => pathsIn(part, [...path, key]))];
}
