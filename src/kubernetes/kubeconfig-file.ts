import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { decodeText } from '../input/text/decode-text';
import { parseDocument } from '../input/text/parse-document';
import { byPlace, type Checked, formatProblems } from '../input/text/problem';
import { readFileSource } from '../input/text/read-source';
import { schemaProblems } from '../input/text/schema-problems';
import { misconfigured } from './access';

const list = z
  .array(z.looseObject({ name: z.string().min(1) }))
  .nullish()
  .refine((entries) => new Set(entries?.map(({ name }) => name)).size === (entries?.length ?? 0), {
    error: 'has two entries of the same name',
  });

// Loose: other programs write these files. What an entry holds is checked when the entry is the one that counts.
const KubeconfigFile = z.object({
  'current-context': z.string().nullish(),
  contexts: list,
  clusters: list,
  users: list,
});

export const sections = { context: 'contexts', cluster: 'clusters', user: 'users' } as const;
export type Kind = keyof typeof sections;

/** A named entry of a kubeconfig, unchecked, and the file it stands in. */
export interface Entry {
  readonly name: string;
  readonly body: unknown;
  readonly file: string;
  /** What relative paths in it start from. */
  readonly folder: string;
}

/** One kubeconfig, or several merged into one. */
export interface Kubeconfig {
  /** The files it came from, for messages. */
  readonly files: string;
  readonly currentContext: string | undefined;
  readonly entries: Readonly<Record<Kind, readonly Entry[]>>;
}

/**
 * Reads kubeconfigs and merges them as kubectl does: of entries with the same name, and of current contexts, the first
 * counts; of several files those that do not exist are left out. Throws `TargetError`, with line and column, without values.
 */
export async function readKubeconfigs(paths: readonly string[]): Promise<Kubeconfig> {
  const read = [];
  for (const path of paths) {
    const file = await readOne(path, paths.length > 1);
    if (file !== undefined) read.push(file);
  }
  if (read.length === 0) throw misconfigured(`none of the kubeconfigs exists: ${paths.join(', ')}`);
  return {
    files: read.map(({ files }) => files).join(', '),
    currentContext: read.map(({ currentContext }) => currentContext).find((name) => name !== undefined),
    entries: {
      context: read.flatMap(({ entries }) => entries.context),
      cluster: read.flatMap(({ entries }) => entries.cluster),
      user: read.flatMap(({ entries }) => entries.user),
    },
  };
}

async function readOne(path: string, mayBeAbsent: boolean): Promise<Kubeconfig | undefined> {
  const bytes = await readFileSource(path);
  if (!bytes.ok && mayBeAbsent && bytes.problems.some(({ message }) => message === 'does not exist')) return undefined;
  const parsed = bytes.ok ? parse(bytes.value) : bytes;
  if (!parsed.ok) throw misconfigured(`kubeconfig ${formatProblems(parsed.problems, path)}`);
  const document = parsed.value;
  const folder = dirname(resolve(path));
  const entriesOf = (kind: Kind): Entry[] =>
    (document[sections[kind]] ?? []).map(({ name, ...rest }) => ({
      name,
      body: new Map(Object.entries(rest)).get(kind),
      file: path,
      folder,
    }));
  return {
    files: path,
    currentContext: document['current-context'] === '' ? undefined : (document['current-context'] ?? undefined),
    entries: { context: entriesOf('context'), cluster: entriesOf('cluster'), user: entriesOf('user') },
  };
}

function parse(bytes: Buffer): Checked<z.infer<typeof KubeconfigFile>> {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return decoded;
  const document = parseDocument(decoded.value, 'typed');
  if (!document.ok) return document;
  const { value, problems: structure } = document.value;
  const parsed = KubeconfigFile.safeParse(value);
  const judged = { schema: KubeconfigFile, value, document: document.value };
  const problems = [...structure, ...schemaProblems(parsed.error?.issues ?? [], judged)].sort(byPlace);
  if (problems.length > 0 || parsed.data === undefined) return { ok: false, problems };
  return { ok: true, value: parsed.data };
}
