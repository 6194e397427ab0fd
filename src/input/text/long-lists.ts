import { type CST, Parser } from 'yaml';

/** A list of a document as tokens: of `- ` lines, or in brackets. */
type List = CST.BlockSequence | CST.FlowCollection;

/** How many items of a list are handed on together. */
const together = 256;

/** The parser still looks at these, the last ones of the list that it reads. */
const lookedAt = 2;

/**
 * Takes the items of the list that is being read out of the parser, once there are enough of them, as a document of
 * such a list: nobody need hold the tokens of all. Where the items of one list stand tells its offset.
 */
export function takeItems({ stack }: Parser): CST.Document | undefined {
  const list = stack.at(-1);
  if (!isList(list) || list.items.length < together + lookedAt) return undefined;
  const count = list.items.length - lookedAt;
  if (list.type === 'block-seq') return documentOf({ ...list, items: list.items.splice(0, count) });
  if (!withoutComma(list.items[count])) return undefined;
  const { offset, indent } = list;
  const end = { type: 'flow-seq-end', source: ']', offset, indent } as const;
  return documentOf({ ...list, items: list.items.splice(0, count), end: [end] });
}

type Item = CST.FlowCollection['items'][number];

/** The first item of a list has no comma before it. Answers whether there was one: where it lacks, the composer must see the neighbours. */
function withoutComma(item: Item | undefined): boolean {
  const comma = item?.start.findIndex(({ type }) => type === 'comma') ?? -1;
  if (comma >= 0) item?.start.splice(comma, 1);
  return comma >= 0;
}

function isList(token: CST.Token | undefined): token is List {
  if (token?.type === 'block-seq') return true;
  return token?.type === 'flow-collection' && token.start.type === 'flow-seq-start';
}

/** As the parser itself closes a list, which mends how the items in brackets are written down. */
function documentOf(list: List): CST.Document | undefined {
  const { indent } = list;
  const parser = new Parser();
  parser.stack.push({ type: 'document', offset: list.offset, start: [] }, list);
  const [document] = parser.end();
  list.indent = indent;
  return document?.type === 'document' ? document : undefined;
}
