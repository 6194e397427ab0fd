import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const root = join(__dirname, '..', '..');

/** A command line that a reader is shown. */
export interface Shown {
  /** The file. */
  readonly at: string;
  readonly words: readonly string[];
  /** What is said behind it. */
  readonly comment: string;
}

/** The files that git knows or will know, of the patterns. */
export function filesOf(...patterns: readonly string[]): readonly string[] {
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns];
  const files = execFileSync('git', listing, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return files.filter((file) => existsSync(join(root, file)));
}

/** The command lines in a page's code blocks, and those that stand in a sentence, which may be shortened. */
export function shownIn(page: string): { readonly blocks: readonly Shown[]; readonly sentences: readonly Shown[] } {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/ *\\\n\s*|\n\+?\s+(?=--\w)/g, ' ');
  const fenced = /^ *```(\w*)\n([^]*?)^ *```/gm;
  const indented = /(?<=\n\n)(?: {4}\S.*\n)+/g;
  const others = text.replaceAll(fenced, '');
  const lines = [
    ...[...text.matchAll(fenced)].flatMap(([, language = '', block = '']) => commandLines(block, language)),
    ...[...others.matchAll(indented)].flatMap(([block]) => commandLines(block, 'sh')),
  ];
  const at = page;
  return {
    blocks: lines.map((line) => ({ at, ...read(line) })),
    sentences: quoted(others.replaceAll(indented, '')).map((line) => ({ at, ...read(line) })),
  };
}

/** In blocks that show output too, commands stand behind a `$`. */
function commandLines(block: string, language: string): readonly string[] {
  const mark = { sh: /^\s*/, yaml: /^[ -]*(?=onboard )/, diff: /^[+ ]*(?=onboard )/ }[language] ?? /^\s*\$ /;
  const lines = block.split('\n').filter((line) => mark.test(line));
  return lines.map((line) => line.replace(mark, ''));
}

function quoted(sentence: string): readonly string[] {
  return [...sentence.matchAll(/`((?:onboard|npm|node) [^`]+)`/g)].map(([, command = '']) => command);
}

/** A line of a shell without what stands around the command: times of cron, variables, pipes. */
function read(line: string): Omit<Shown, 'at'> {
  const command = line.replace(/^(?:[\d*/]+\s+){5}/, '').replace(/^(?:[A-Z_]+=(?:"[^"]*"|\S+)\s+)+/, '');
  const words: string[] = [];
  for (const [, end, word = ''] of command.matchAll(/\s*(?:([#|;&>)])|((?:"[^"]*"|'[^']*'|[^\s"'|;&>])+))/g)) {
    if (end !== undefined) break;
    words.push(word.replaceAll(/["']/g, ''));
  }
  return { words, comment: /\s# (.*)$/.exec(line)?.[1] ?? '' };
}

const Container = z.object({
  entrypoint: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
});
const Script = z
  .object({ script: z.string() })
  .or(z.object({ run: z.string() }).transform(({ run: script }) => ({ script })));
const program = /(?:^|\/)dist\/src\/cli\/main\.js$/;

/** The command lines that the containers and scripts of a YAML file run. */
export function runBy(file: string): readonly Shown[] {
  const documents = parseAllDocuments(readFileSync(join(root, file), 'utf8'));
  return documents.flatMap((document) => nodesOf(document.toJS())).flatMap((node) => commandsOf(node, file));
}

function nodesOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
}

function commandsOf(node: unknown, at: string): readonly Shown[] {
  const { entrypoint, command, args } = Container.safeParse(node).data ?? Container.parse({});
  const { script } = Script.safeParse(node).data ?? { script: '' };
  const lines = script
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => read(line).words);
  return [[...entrypoint, ...command, ...args], ...lines]
    .filter((words) => words.some((word) => program.test(word)))
    .map((words) => ({
      at,
      comment: '',
      words: ['onboard', ...words.slice(words.findIndex((word) => program.test(word)) + 1)],
    }));
}
