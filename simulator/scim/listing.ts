import { urns } from '../../src/targets/scim/wire';
import type { Answer, Call } from '../server/system';
import { chosen, refusal, scimAnswer } from './answers';
import { sameText, type World } from './world';

type Shown = Readonly<Record<string, unknown>>;

/** The service's own pages are short, so that nobody takes the first one for all. */
const defaultCount = 10;
export const maxCount = 50;

const Filter = /^(userName|displayName|id) eq ("(?:[^"\\]|\\.)*")$/;

/** RFC 7644, section 3.4.2, and RFC 9865: what fits a filter, one page of it. */
export function list(world: World, { query }: Call, all: readonly Shown[]): Answer {
  const { filter, attributes } = query;
  const fitting = filter === undefined ? all : filtered(world, all, filter);
  if (fitting === undefined) return refusal(400, 'invalidFilter');
  const page = pageOf(world, query, fitting);
  if ('status' in page) return page;
  const { resources, ...place } = page;
  return scimAnswer(200, {
    schemas: [urns.list],
    totalResults: fitting.length,
    itemsPerPage: resources.length,
    ...place,
    // RFC 7644: required only where there are any.
    ...(resources.length === 0 ? {} : { Resources: resources.map((shown) => chosen(shown, attributes)) }),
  });
}

function filtered({ settings }: World, all: readonly Shown[], filter: string): Shown[] | undefined {
  const [, attribute, value] = Filter.exec(filter) ?? [];
  if (!settings.filters || attribute === undefined || value === undefined) return undefined;
  const wanted = textOf(value);
  if (wanted === undefined) return undefined;
  return all.filter((shown) => {
    const found = shown[attribute];
    return typeof found === 'string' && (attribute === 'id' ? found === wanted : sameText(found, wanted));
  });
}

function textOf(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Paged {
  readonly resources: readonly Shown[];
  readonly startIndex?: number;
  readonly nextCursor?: string;
}

function pageOf({ settings }: World, query: Call['query'], fitting: readonly Shown[]): Paged | Answer {
  const count = countOf(query['count']);
  if (count === undefined) return refusal(400, 'invalidCount');
  const { cursor, startIndex } = query;
  const byPlace = { cursor, count, filter: query['filter'] };
  if (settings.paging === 'cursor' && startIndex === undefined) return byCursor(byPlace, fitting);
  // Without cursors that word means nothing; without an index the one given does not.
  if (cursor !== undefined || settings.paging === 'cursor') return refusal(400, 'invalidCursor');
  const from = Math.max(1, Number(startIndex ?? '1'));
  if (!Number.isInteger(from)) return refusal(400, 'invalidValue');
  return { resources: fitting.slice(from - 1, from - 1 + count), startIndex: from };
}

interface CursorQuery {
  readonly cursor: string | undefined;
  readonly count: number;
  readonly filter: string | undefined;
}

/** A cursor belongs to its query and its count. */
function byCursor({ cursor = '', count, filter = '' }: CursorQuery, fitting: readonly Shown[]): Paged | Answer {
  const sealed = (at: number) => Buffer.from(JSON.stringify([at, count, filter])).toString('base64url');
  const at = cursor === '' ? 0 : fitting.findIndex((_, index) => sealed(index) === cursor);
  if (at === -1) return refusal(400, 'invalidCursor');
  const end = at + count;
  return { resources: fitting.slice(at, end), ...(end < fitting.length ? { nextCursor: sealed(end) } : {}) };
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return defaultCount;
  const count = Number(text);
  return Number.isInteger(count) ? Math.min(Math.max(0, count), maxCount) : undefined;
}
